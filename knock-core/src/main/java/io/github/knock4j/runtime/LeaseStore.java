// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import java.io.IOException;
import java.util.Map;

/** Small files that outlive the process. Thread-safe; no two calls for one file come at once. */
interface LeaseStore extends AutoCloseable {

  /** Remembers nothing. */
  LeaseStore NONE = new LeaseStore() {
    @Override
    public Map<String, byte[]> read() {
      return Map.of();
    }

    @Override
    public void write(String name, byte[] content) {}

    @Override
    public void append(String name, byte[] content) {}

    @Override
    public void remove(String name) {}

    @Override
    public void setAside(String name) {}

    @Override
    public void close() {}
  };

  /** All files; those that cannot be read are logged, and left out. */
  Map<String, byte[]> read() throws IOException;

  /** Makes or replaces a file, as a whole or not at all; it is on disk when this returns. */
  void write(String name, byte[] content) throws IOException;

  /** Adds to a file. That outlives the process, but maybe not the host. */
  void append(String name, byte[] content) throws IOException;

  /** Removes a file if it is there. It may come back if the host fails within seconds. */
  void remove(String name) throws IOException;

  /** Keeps a file for people to look at; {@link #read} no longer finds it. */
  void setAside(String name) throws IOException;

  /** Lets another process have the files; every further call but this fails. */
  @Override
  void close();
}
