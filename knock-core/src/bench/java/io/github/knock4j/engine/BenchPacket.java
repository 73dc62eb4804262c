// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Protocol;
import io.github.knock4j.packet.PacketView;

/** A TCP packet whose fields a benchmark sets: what is measured is the engine, not the decoder. */
final class BenchPacket implements PacketView {

  static final int SYN = 2;
  static final int ACK = 16;

  long high;
  long low;
  int port;
  int flags = SYN;
  int sequence;

  /**
   * Points the packet at one of as many visitors as there are numbers, in no visible order. One
   * multiplication would not do: a hash map spreads its products more evenly than real addresses.
   */
  void from(boolean ipv6, int visitor) {
    int product = visitor * 0x9e37_79b1;
    int mixed = (product ^ product >>> 15) * 0x85eb_ca6b;
    // Over IPv6, each visitor has a /64 of its own.
    high = ipv6 ? 0x2001_0db8_0000_0000L | mixed & 0xffff_ffffL : 0;
    low = ipv6 ? 0xa5a5_0000_0000_0001L ^ mixed : IpAddress.mapped(mixed);
  }

  @Override
  public Protocol protocol() {
    return Protocol.TCP;
  }

  @Override
  public long sourceHigh() {
    return high;
  }

  @Override
  public long sourceLow() {
    return low;
  }

  @Override
  public int sourcePort() {
    return 40_000;
  }

  @Override
  public long destinationHigh() {
    return 0;
  }

  @Override
  public long destinationLow() {
    return IpAddress.mapped(0x0a00_0001);
  }

  @Override
  public int destinationPort() {
    return port;
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public int tcpFlags() {
    return flags;
  }

  @Override
  public int tcpSequence() {
    return sequence;
  }
}
