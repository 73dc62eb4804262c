// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import java.io.IOException;

/** What a {@link PortForward} does, its checks made. Thread-safe. */
interface ForwardBackend {

  /** Readies what the first opening would ready otherwise. */
  void setUp() throws IOException, InterruptedException;

  /** Takes away what outlives the grants. */
  void remove() throws IOException, InterruptedException;

  void open(Grant grant) throws IOException, InterruptedException;

  void renew(Grant grant) throws IOException, InterruptedException;

  /** Hears of a grant of an earlier process. */
  void resume(Grant grant) throws InterruptedException;

  /** Content if there is nothing to close. */
  void close(Grant grant) throws IOException, InterruptedException;
}
