// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells others the process id of a daemon, until it ends. */
record PidFile(Path path) implements AutoCloseable {

  /** Writes this process's id, over what a killed daemon may have left. */
  void write() throws IOException {
    try {
      Files.writeString(path, ProcessHandle.current().pid() + "\n");
    } catch (IOException e) {
      throw new IOException("pid file cannot be written: " + path + ": " + e, e);
    }
  }

  /** Removes it if it is this process's own: another daemon may have written it meanwhile. */
  @Override
  public void close() {
    try {
      if (Files.readString(path)
          .strip()
          .equals(Long.toString(ProcessHandle.current().pid()))) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // It is gone, or may not be removed: nothing depends on it.
    }
  }
}
