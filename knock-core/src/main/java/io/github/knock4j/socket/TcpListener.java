// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Accepts connections and resets them at once: that they came is all they have to say. */
final class TcpListener implements Listener {

  /** Connections that wait to be accepted; the kernel may hold it to less. */
  private static final int BACKLOG = 512;

  private final ServerSocketChannel channel;
  private final int port;

  TcpListener(Place place, Knock knock) throws IOException {
    channel = place.openTcp(knock.port(), BACKLOG);
    port = knock.port();
  }

  @Override
  public ServerSocketChannel channel() {
    return channel;
  }

  @Override
  public int readiness() {
    return SelectionKey.OP_ACCEPT;
  }

  @Override
  public boolean take(SocketPacket packet) throws IOException {
    SocketChannel connection = channel.accept();
    if (connection == null) {
      return false;
    }
    try {
      InetSocketAddress from = (InetSocketAddress) connection.getRemoteAddress();
      InetSocketAddress to = (InetSocketAddress) connection.getLocalAddress();
      packet.tcp(from, IpAddress.of(to.getAddress()), port);
      return true;
    } finally {
      reset(connection);
    }
  }

  private static void reset(SocketChannel connection) {
    try (connection) {
      // Closing then sends RST: no TIME_WAIT is left on either side.
      connection.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // Some systems refuse the option once the peer has reset the connection: just as well.
    }
  }
}
