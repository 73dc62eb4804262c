// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address to listen on.
 *
 * <p>All addresses of both families are one place and not two, 0.0.0.0 and ::, because Java leaves
 * IPV6_V6ONLY off: a channel that is bound to :: hears IPv4 too, and a second one on the same port
 * would find it in use. A channel that is opened without a family and bound to the wildcard address
 * hears both, or IPv4 alone where there is no IPv6.
 *
 * @param address where to bind
 * @param family which kind of socket; null for whatever the machine has
 */
record Place(InetAddress address, @Nullable ProtocolFamily family) {

  static final Place EVERYWHERE = new Place(new InetSocketAddress(0).getAddress(), null);

  /** 127.0.0.1, and ::1 if the machine has it. */
  static List<Place> loopback() {
    Place ipv4 = at(IpAddress.parse("127.0.0.1").toInetAddress());
    Place ipv6 = at(IpAddress.parse("::1").toInetAddress());
    return ipv6.isHere() ? List.of(ipv4, ipv6) : List.of(ipv4);
  }

  /** These addresses, without those that a wildcard among them includes. */
  static List<Place> of(List<InetAddress> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("needs at least 1 address, has 0");
    }
    List<Place> places = addresses.stream().distinct().map(Place::at).toList();
    return places.stream()
        .filter(place -> places.stream().noneMatch(other -> other.includes(place)))
        .toList();
  }

  private static Place at(InetAddress address) {
    return new Place(
        address,
        address instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6);
  }

  ServerSocketChannel openTcp(int port, int backlog) throws IOException {
    ServerSocketChannel channel =
        family == null ? ServerSocketChannel.open() : ServerSocketChannel.open(family);
    try {
      channel.configureBlocking(false);
      return channel.bind(new InetSocketAddress(address, port), backlog);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  DatagramChannel openUdp(int port) throws IOException {
    DatagramChannel channel =
        family == null ? DatagramChannel.open() : DatagramChannel.open(family);
    try {
      channel.configureBlocking(false);
      return channel.bind(new InetSocketAddress(address, port));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private boolean includes(Place other) {
    boolean takesItsFamily = family == StandardProtocolFamily.INET6 || family == other.family;
    return isWildcard() && takesItsFamily && !equals(other);
  }

  /** Whether any port at all can be bound here. */
  boolean isHere() {
    try (DatagramChannel probe =
        family == null ? DatagramChannel.open() : DatagramChannel.open(family)) {
      probe.bind(new InetSocketAddress(address, 0));
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  boolean isWildcard() {
    return address.isAnyLocalAddress();
  }

  @Override
  public String toString() {
    return family == null ? "all addresses" : IpAddress.of(address).toString();
  }
}
