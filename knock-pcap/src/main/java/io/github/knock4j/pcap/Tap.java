// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.packet.AddressSet;
import java.io.IOException;
import java.util.Collection;

/** A capture on one interface, whose doors and addresses may change while it runs. */
interface Tap extends CaptureThread.Capture {

  /** Takes other doors; does nothing if the capture is over. From any thread. */
  void watch(Collection<Door> doors) throws IOException;

  /** Takes other addresses to be local. From any thread. */
  void local(AddressSet addresses);

  /** Opens one, which keeps what arrives from then on until it is run. */
  interface Opener {
    Tap open(Link link, Collection<Door> doors) throws IOException;
  }
}
