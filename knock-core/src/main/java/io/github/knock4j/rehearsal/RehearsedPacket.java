// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.rehearsal;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.packet.PacketView;
import org.jspecify.annotations.Nullable;

/** A packet that a test makes up. */
final class RehearsedPacket implements PacketView {

  private static final IpAddress HERE = IpAddress.parse("192.0.2.254");
  private static final int FIRST_SOURCE_PORT = 32_768;

  private IpAddress source = HERE;
  private IpAddress destination = HERE;
  private @Nullable Knock port;
  private int flags = TcpFlags.Flag.SYN.bit();
  private int sent;

  void target(@Nullable IpAddress target) {
    destination = target == null ? HERE : target;
  }

  void flags(TcpFlags.Flag... set) {
    flags = 0;
    for (TcpFlags.Flag flag : set) {
      flags |= flag.bit();
    }
  }

  void next(IpAddress visitor, Knock port) {
    this.source = visitor;
    this.port = port;
    sent++;
  }

  Knock requireSent() {
    if (port == null) {
      throw new IllegalStateException("no packet was sent that could be sent again");
    }
    return port;
  }

  @Override
  public Protocol protocol() {
    return requireSent().protocol();
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
    return FIRST_SOURCE_PORT + sent % FIRST_SOURCE_PORT;
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
    return requireSent().port();
  }

  @Override
  public boolean isLocal() {
    return destination.equals(HERE);
  }

  @Override
  public int tcpFlags() {
    return protocol() == Protocol.TCP ? flags : 0;
  }

  @Override
  public int tcpSequence() {
    return protocol() == Protocol.TCP ? sent : 0;
  }
}
