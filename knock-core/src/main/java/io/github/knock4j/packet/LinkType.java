// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import java.util.Optional;

/**
 * How the frames of an interface or a capture file begin. The numbers are those of the <a
 * href="https://www.tcpdump.org/linktypes.html">tcpdump registry of link-layer header types</a>.
 */
public enum LinkType {
  /** Ethernet II, with or without VLAN tags and PPPoE. */
  ETHERNET(1),
  /** Linux cooked capture: the interface {@code any} with older libraries. */
  LINUX_COOKED(113),
  /** Linux cooked capture, version 2: the interface {@code any} with newer libraries. */
  LINUX_COOKED_2(276),
  /**
   * An IPv4 or IPv6 packet and nothing before it: tun, WireGuard, often ppp. 101 in files; 12 or 14
   * from a live capture (12 is {@link #LOOP} on OpenBSD, which this library does not know of).
   */
  RAW_IP(101, 12, 14),
  /** An IPv4 packet and nothing before it. */
  RAW_IPV4(228),
  /** An IPv6 packet and nothing before it. */
  RAW_IPV6(229),
  /** BSD loopback: an address family in the byte order of the host that captured, then IP. */
  NULL(0),
  /** OpenBSD loopback: an address family in network byte order, then IP. */
  LOOP(108),
  /** PPP (RFC 1661), with or without the address and control bytes of RFC 1662. */
  PPP(9),
  /** PPP over Ethernet (RFC 2516) without the Ethernet header. */
  PPPOE(51);

  private final int number;
  private final int[] aliases;

  LinkType(int number, int... aliases) {
    this.number = number;
    this.aliases = aliases;
  }

  /**
   * The number that a capture file has for this type (LINKTYPE_).
   *
   * @return 0..276
   */
  public int number() {
    return number;
  }

  /**
   * The type with a number, from a capture file (LINKTYPE_) or from {@code pcap_datalink} (DLT_).
   *
   * @param number any number
   * @return the type; empty if it is not one that can be read
   */
  public static Optional<LinkType> ofNumber(int number) {
    for (LinkType type : values()) {
      if (type.hasNumber(number)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private boolean hasNumber(int wanted) {
    for (int alias : aliases) {
      if (alias == wanted) {
        return true;
      }
    }
    return number == wanted;
  }
}
