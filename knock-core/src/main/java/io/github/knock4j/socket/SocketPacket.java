// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.packet.PacketView;
import java.net.InetSocketAddress;

/** The packet that a socket must have received, told from what the socket knows of its peer. */
final class SocketPacket implements PacketView {

  private static final IpAddress NOWHERE = IpAddress.parse("::");

  private Protocol protocol = Protocol.UDP;
  private IpAddress source = NOWHERE;
  private int sourcePort;
  private IpAddress destination = NOWHERE;
  private int destinationPort;
  private int sequence;

  void tcp(InetSocketAddress from, IpAddress to, int port) {
    point(Protocol.TCP, from, to, port);
    // Each connection is a new one. Nobody shall take it for a retransmission of the last.
    sequence++;
  }

  void udp(InetSocketAddress from, IpAddress to, int port) {
    point(Protocol.UDP, from, to, port);
  }

  private void point(Protocol protocol, InetSocketAddress from, IpAddress to, int port) {
    this.protocol = protocol;
    source = IpAddress.of(from.getAddress());
    sourcePort = from.getPort();
    destination = to;
    destinationPort = port;
  }

  @Override
  public Protocol protocol() {
    return protocol;
  }

  @Override
  public long sourceHigh() {
    return source.high();
  }

  @Override
  public long sourceLow() {
    return source.low();
  }

  @Override
  public int sourcePort() {
    return sourcePort;
  }

  @Override
  public long destinationHigh() {
    return destination.high();
  }

  @Override
  public long destinationLow() {
    return destination.low();
  }

  @Override
  public int destinationPort() {
    return destinationPort;
  }

  /** Sockets receive nothing else. */
  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public int tcpFlags() {
    return protocol == Protocol.TCP ? TcpFlags.Flag.SYN.bit() : 0;
  }

  @Override
  public int tcpSequence() {
    return protocol == Protocol.TCP ? sequence : 0;
  }

  @Override
  public IpAddress source() {
    return source;
  }

  @Override
  public IpAddress destination() {
    return destination;
  }
}
