// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** One bound port. */
interface Listener {

  /** Binds a port. */
  static Listener open(Place place, Knock knock) throws IOException {
    return knock.protocol() == Protocol.TCP
        ? new TcpListener(place, knock)
        : new UdpListener(place, knock);
  }

  /** The channel, bound and non-blocking. */
  SelectableChannel channel();

  /** What to wait for, as in {@link java.nio.channels.SelectionKey}. */
  int readiness();

  /**
   * Takes at most one packet.
   *
   * @return false if there was none after all
   */
  boolean take(SocketPacket packet) throws IOException;

  /** Closes the channel. One that is in a selector lets go of its port at the next selection. */
  default void close() {
    try {
      channel().close();
    } catch (IOException e) {
      // It is gone all the same, and nothing more could be done about it.
    }
  }
}
