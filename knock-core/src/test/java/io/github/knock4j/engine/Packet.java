// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags.Flag;
import io.github.knock4j.packet.PacketView;

/** A packet that needs no bytes. */
record Packet(
    Protocol protocol,
    IpAddress source,
    int sourcePort,
    IpAddress destination,
    int destinationPort,
    boolean isLocal,
    int tcpFlags,
    int tcpSequence)
    implements PacketView {

  static final int SYN = Flag.SYN.bit();
  static final IpAddress HERE = IpAddress.parse("192.0.2.1");

  /** What {@code connect} or {@code sendto} sends to this host, with sequence number 0. */
  static Packet of(IpAddress visitor, Knock knock) {
    int flags = knock.protocol() == Protocol.TCP ? SYN : 0;
    return new Packet(knock.protocol(), visitor, 50_000, HERE, knock.port(), true, flags, 0);
  }

  Packet to(IpAddress address, boolean local) {
    return new Packet(
        protocol, source, sourcePort, address, destinationPort, local, tcpFlags, tcpSequence);
  }

  Packet withFlags(int flags) {
    return new Packet(
        protocol, source, sourcePort, destination, destinationPort, isLocal, flags, tcpSequence);
  }

  /** With another identity, as each new connection has. */
  Packet from(int port, int sequence) {
    return new Packet(
        protocol, source, port, destination, destinationPort, isLocal, tcpFlags, sequence);
  }

  boolean is(Knock knock) {
    return protocol == knock.protocol() && destinationPort == knock.port();
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
  public long destinationHigh() {
    return destination.high();
  }

  @Override
  public long destinationLow() {
    return destination.low();
  }
}
