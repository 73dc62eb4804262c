// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import io.github.knock4j.Protocol;
import java.util.Objects;

/*
 * The idea: what is left of the frame is a slice that knows its end. Each header checks that it lies
 * inside, reads its fields, narrows the slice to the length it declares, and leaves itself behind;
 * lengths never widen. A packet is readable when the last header, TCP or UDP, has been left whole.
 * Only then are the fields looked at, and they are copies: nothing reads the array later.
 *
 * Bounds: at most 4 VLAN tags, one PPPoE header, one IP header (no tunnels), 8 extension headers. So
 * the work for a frame is bounded, whatever is in it.
 *
 * Sources: RFC 791, 1122 (IPv4), RFC 8200, 4291 (IPv6), RFC 9293 (TCP), RFC 768 (UDP), RFC 1661, 1662,
 * 2516 (PPP), IEEE 802.1Q, and the tcpdump registry for the rest.
 *
 * Options of IPv4 are skipped unread; those of TCP must lie in their header, and those of IPv6 must
 * fill it, as hosts drop the packet otherwise.
 *
 * Checksums are not looked at: on loopback, veth and most virtual machines they are left to hardware
 * that is not there, and are not in the frame.
 */
/**
 * Reads TCP and UDP packets in place, out of frames as they come from an interface or a capture
 * file, whoever may have sent them. Allocates nothing after construction.
 *
 * <p>Not thread-safe: one thread owns a view; only {@link #local} may be called by any. After {@link
 * #wrap(byte[], int)} has returned true, the view answers for that packet until the next call, even
 * if the array has changed; before the first, and after false, its answers mean nothing.
 *
 * <p>These are not read, although they are, or lead to, TCP or UDP: later fragments, tunnels, ESP,
 * jumbograms, IPv6 packets with segments left to visit, IEEE 802.3 frames with SNAP headers, and
 * packets to port 0. Nor are packets of a source that cannot be a visitor: {@code 0.0.0.0/8} and
 * {@code 255.255.255.255} (RFC 1122 section 3.2.1.3), {@code ::} (RFC 4291 section 2.5.2), any
 * multicast address, and in IPv6 any IPv4-mapped address, also as the destination.
 */
public final class FrameView implements PacketView {

  /** RFC 2018 section 3: a kind, a length, and one block of eight bytes or more. */
  private static final int SACK = 5;

  private final LinkType linkType;
  private final Slice rest = new Slice();
  private final IpHeader ip = new IpHeader();
  private volatile AddressSet local;
  private Protocol protocol = Protocol.TCP;
  private int sourcePort;
  private int destinationPort;
  private int tcpFlags;
  private int tcpSequence;

  /**
   * A view to which every destination is local.
   *
   * @param linkType how the frames begin
   */
  public FrameView(LinkType linkType) {
    this(linkType, AddressSet.EVERY);
  }

  /**
   * A view that knows which destinations are local.
   *
   * @param linkType how the frames begin
   * @param local the addresses of the interfaces that are watched
   */
  public FrameView(LinkType linkType, AddressSet local) {
    this.linkType = Objects.requireNonNull(linkType, "linkType");
    this.local = Objects.requireNonNull(local, "local");
  }

  /**
   * Changes which destinations are local, now that an interface has other addresses. Any thread may
   * call this; it counts from the next {@link #isLocal} on.
   *
   * @param local the addresses of the interfaces that are watched
   */
  public void local(AddressSet local) {
    this.local = Objects.requireNonNull(local, "local");
  }

  /**
   * Points the view at a frame that may have been cut when it was captured. The headers must be
   * there in full, the payload need not be. Never throws, whatever the bytes and the length are.
   *
   * @param bytes holds the frame from its first byte on; may be longer
   * @param length how many bytes the frame has
   * @return true if it is a TCP or UDP packet and can be read; false if it is something else, cut
   *     short or malformed, or if the length is not 0..{@code bytes.length}
   */
  public boolean wrap(byte[] bytes, int length) {
    return wrap(bytes, 0, length, Integer.MAX_VALUE);
  }

  /**
   * Points the view at a frame whose length on the wire is known, and refuses one whose headers
   * declare more than that. Never throws, whatever the bytes and numbers are.
   *
   * @param bytes holds the frame
   * @param offset where its first byte is
   * @param length how many bytes of it were captured
   * @param wireLength how many bytes it had on the wire, not less than {@code length}
   * @return true if it is a TCP or UDP packet and can be read; false if it is something else, cut
   *     short or malformed, or if the numbers contradict each other or the array
   */
  public boolean wrap(byte[] bytes, int offset, int length, int wireLength) {
    return rest.set(bytes, offset, length, wireLength) && readIp() && readTransport();
  }

  private boolean readIp() {
    return switch (LinkHeader.skip(linkType, rest)) {
      case LinkHeader.IPV4 -> ip.readIpv4(rest);
      case LinkHeader.IPV6 -> ip.readIpv6(rest);
      default -> false;
    };
  }

  private boolean readTransport() {
    boolean isReadable = ip.protocol() == IpHeader.TCP ? readTcp() : readUdp();
    if (!isReadable) {
      return false;
    }
    sourcePort = rest.u16(0);
    destinationPort = rest.u16(2);
    return destinationPort != 0;
  }

  /** RFC 9293 section 3.1. */
  private boolean readTcp() {
    if (!rest.has(20)) {
      return false;
    }
    int headerLength = (rest.u8(12) >>> 4) * 4;
    protocol = Protocol.TCP;
    tcpFlags = rest.u8(13) & 0x3f;
    tcpSequence = rest.i32(4);
    return headerLength >= 20 && rest.has(headerLength) && areOptionsWhole(headerLength);
  }

  /** RFC 9293 section 3.1: one byte each (0 ends the list, 1 is padding), or a kind and a length. */
  private boolean areOptionsWhole(int headerLength) {
    int at = 20;
    while (at < headerLength && rest.u8(at) != 0) {
      int kind = rest.u8(at);
      int length = kind == 1 ? 1 : at + 1 < headerLength ? rest.u8(at + 1) : 0;
      if (kind != 1 && length < (kind == SACK ? 10 : 2)) {
        return false;
      }
      at += length;
    }
    return at <= headerLength;
  }

  /** RFC 768. The length is that of the whole datagram, of which a first fragment has a part. */
  private boolean readUdp() {
    if (!rest.has(8)) {
      return false;
    }
    int length = rest.u16(4);
    protocol = Protocol.UDP;
    tcpFlags = 0;
    tcpSequence = 0;
    return length >= 8 && (length <= rest.wire() || ip.isFragment());
  }

  @Override
  public Protocol protocol() {
    return protocol;
  }

  @Override
  public long sourceHigh() {
    return ip.sourceHigh();
  }

  @Override
  public long sourceLow() {
    return ip.sourceLow();
  }

  @Override
  public int sourcePort() {
    return sourcePort;
  }

  @Override
  public long destinationHigh() {
    return ip.destinationHigh();
  }

  @Override
  public long destinationLow() {
    return ip.destinationLow();
  }

  @Override
  public int destinationPort() {
    return destinationPort;
  }

  @Override
  public boolean isLocal() {
    return local.contains(ip.destinationHigh(), ip.destinationLow());
  }

  @Override
  public int tcpFlags() {
    return tcpFlags;
  }

  @Override
  public int tcpSequence() {
    return tcpSequence;
  }

  /** How its frames begin; never what is in them. */
  @Override
  public String toString() {
    return "FrameView[" + linkType + "]";
  }
}
