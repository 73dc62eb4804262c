// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

/** Skips what comes before the IP packet, and tells by EtherType whether and which IP follows. */
final class LinkHeader {

  static final int IPV4 = 0x0800;
  static final int IPV6 = 0x86dd;

  private static final int NONE = 0;
  private static final int PPPOE_SESSION = 0x8864;

  /** IEEE 802.1ad nests two; four leave room for what providers stack on top of that. */
  private static final int MOST_TAGS = 4;

  private LinkHeader() {}

  static int skip(LinkType type, Slice rest) {
    return switch (type) {
      case ETHERNET -> ethernet(rest);
      case LINUX_COOKED -> cooked(rest, 16, 2, 14);
      case LINUX_COOKED_2 -> cooked(rest, 20, 8, 0);
      case RAW_IP -> raw(rest);
      case RAW_IPV4 -> IPV4;
      case RAW_IPV6 -> IPV6;
      case NULL -> loopback(rest, true);
      case LOOP -> loopback(rest, false);
      case PPP -> ppp(rest);
      case PPPOE -> pppoe(rest);
    };
  }

  private static int ethernet(Slice rest) {
    if (!rest.has(14)) {
      return NONE;
    }
    int etherType = rest.u16(12);
    rest.skip(14);
    return behindTags(etherType, rest);
  }

  private static int cooked(Slice rest, int length, int hardwareAt, int protocolAt) {
    if (!rest.has(length)) {
      return NONE;
    }
    int hardware = rest.u16(hardwareAt);
    int etherType = rest.u16(protocolAt);
    rest.skip(length);
    return switch (hardware) {
      // Frame relay, radiotap, netlink: their protocol field is not an EtherType.
      case 770, 803, 824 -> NONE;
      default -> behindTags(etherType, rest);
    };
  }

  private static int behindTags(int etherType, Slice rest) {
    int inner = etherType;
    for (int tags = 0; isTag(inner); tags++) {
      if (tags == MOST_TAGS || !rest.has(4)) {
        return NONE;
      }
      inner = rest.u16(2);
      rest.skip(4);
    }
    return inner == PPPOE_SESSION ? pppoe(rest) : inner;
  }

  /** IEEE 802.1Q, 802.1ad, and what came before 802.1ad. */
  private static boolean isTag(int etherType) {
    return etherType == 0x8100 || etherType == 0x88a8 || etherType == 0x9100;
  }

  private static int raw(Slice rest) {
    // A wrong version is found out by whoever reads the header.
    return rest.has(1) && rest.u8(0) >>> 4 == 6 ? IPV6 : IPV4;
  }

  private static int loopback(Slice rest, boolean eitherOrder) {
    if (!rest.has(4)) {
      return NONE;
    }
    int family = rest.i32(0);
    rest.skip(4);
    if (eitherOrder && family >>> 16 != 0) {
      family = Integer.reverseBytes(family);
    }
    return switch (family) {
      case 2 -> IPV4;
      case 24, 28, 30 -> IPV6; // AF_INET6 of NetBSD and OpenBSD, FreeBSD, Darwin
      default -> NONE;
    };
  }

  /** RFC 1662 section 3.1; the two bytes may be compressed away (RFC 1661 section 6.6). */
  private static int ppp(Slice rest) {
    if (rest.has(2) && rest.u16(0) == 0xff03) {
      rest.skip(2);
    }
    return pppProtocol(rest);
  }

  /** RFC 2516 section 4: version and type 1, code 0 for a session, its number, and a length. */
  private static int pppoe(Slice rest) {
    if (!rest.has(6) || rest.u16(0) != 0x1100) {
      return NONE;
    }
    int length = rest.u16(4);
    rest.skip(6);
    return rest.limit(length) ? pppProtocol(rest) : NONE;
  }

  /** RFC 1661 sections 2 and 6.5: two bytes, or one if that is odd. */
  private static int pppProtocol(Slice rest) {
    if (!rest.has(2)) {
      return NONE;
    }
    boolean isCompressed = (rest.u8(0) & 1) != 0;
    int protocol = isCompressed ? rest.u8(0) : rest.u16(0);
    rest.skip(isCompressed ? 1 : 2);
    return switch (protocol) {
      case 0x21 -> IPV4;
      case 0x57 -> IPV6;
      default -> NONE;
    };
  }
}
