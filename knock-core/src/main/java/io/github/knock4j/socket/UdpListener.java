// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/** Receives datagrams and throws their payload away. */
final class UdpListener implements Listener {

  private static final IpAddress SOMEWHERE_4 = IpAddress.parse("0.0.0.0");
  private static final IpAddress SOMEWHERE_6 = IpAddress.parse("::");

  private final DatagramChannel channel;
  private final Place place;
  private final int port;
  private final ByteBuffer scrap = ByteBuffer.allocate(1);

  UdpListener(Place place, Knock knock) throws IOException {
    channel = place.openUdp(knock.port());
    this.place = place;
    port = knock.port();
  }

  @Override
  public DatagramChannel channel() {
    return channel;
  }

  @Override
  public int readiness() {
    return SelectionKey.OP_READ;
  }

  @Override
  public boolean take(SocketPacket packet) throws IOException {
    InetSocketAddress from = (InetSocketAddress) channel.receive(scrap.clear());
    if (from == null) {
      return false;
    }
    packet.udp(from, destination(from), port);
    return true;
  }

  /** Java does not tell which of all addresses a datagram came to (it has no IP_PKTINFO). */
  private IpAddress destination(InetSocketAddress from) {
    if (!place.isWildcard()) {
      return IpAddress.of(place.address());
    }
    return from.getAddress() instanceof Inet4Address ? SOMEWHERE_4 : SOMEWHERE_6;
  }
}
