// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import io.github.knock4j.IpAddress;

/** Reads an IP header and skips it and what may stand between it and TCP or UDP. */
final class IpHeader {

  static final int TCP = 6;
  static final int UDP = 17;

  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int SEGMENT_ROUTING = 4;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION = 60;
  private static final int SHIM6 = 140;

  /** RFC 8200 section 4.1 has a place for six in a reasonable packet; nobody needs more than eight. */
  private static final int MOST_EXTENSIONS = 8;

  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int protocol;
  private boolean isFragment;

  /** RFC 791 section 3.1. Options are skipped unread. */
  boolean readIpv4(Slice rest) {
    if (!rest.has(20) || rest.u8(0) >>> 4 != 4) {
      return false;
    }
    int headerLength = (rest.u8(0) & 0xf) * 4;
    protocol = rest.u8(9);
    if (headerLength < 20
        || protocol != TCP && protocol != UDP
        || !rest.limit(rest.u16(2))
        || !rest.has(headerLength)) {
      return false;
    }
    int fragment = rest.u16(6);
    if ((fragment & 0x1fff) != 0 || !canBeSource(rest.i32(12))) {
      return false;
    }
    isFragment = (fragment & 0x2000) != 0;
    sourceHigh = 0;
    sourceLow = IpAddress.mapped(rest.i32(12));
    destinationHigh = 0;
    destinationLow = IpAddress.mapped(rest.i32(16));
    rest.skip(headerLength);
    return true;
  }

  /** RFC 1122 section 3.2.1.3: not "this network", not multicast, not limited broadcast. */
  private static boolean canBeSource(int address) {
    return address >>> 24 != 0 && address >>> 28 != 0xe && address != -1;
  }

  /** RFC 8200 section 3. A payload length of 0 announces a jumbogram (RFC 2675): not a knock. */
  boolean readIpv6(Slice rest) {
    if (!rest.has(40) || rest.u8(0) >>> 4 != 6) {
      return false;
    }
    int payloadLength = rest.u16(4);
    int next = rest.u8(6);
    sourceHigh = rest.i64(8);
    sourceLow = rest.i64(16);
    destinationHigh = rest.i64(24);
    destinationLow = rest.i64(32);
    rest.skip(40);
    return payloadLength != 0
        && rest.limit(payloadLength)
        && canBeSource(sourceHigh, sourceLow)
        && !IpAddress.isIpv4(destinationHigh, destinationLow)
        && skipExtensions(next, rest);
  }

  /**
   * RFC 4291 sections 2.5.2 and 2.7: neither unspecified nor multicast. And not IPv4-mapped, which
   * has no place on a wire (RFC 4942 section 2.2): it would pass for the IPv4 visitor.
   */
  private static boolean canBeSource(long high, long low) {
    return (high | low) != 0 && high >>> 56 != 0xff && !IpAddress.isIpv4(high, low);
  }

  /**
   * Not through Mobility (135) and HIP (139): nothing may follow them, and hosts discard or ignore what
   * does (RFC 6275 section 9.2, RFC 7401 section 5.1).
   */
  private boolean skipExtensions(int first, Slice rest) {
    isFragment = false;
    int next = first;
    for (int count = 0; next != TCP && next != UDP; count++) {
      // RFC 8200 section 4: hop-by-hop options come first or make the packet an error.
      if (count == MOST_EXTENSIONS || !rest.has(8) || next == HOP_BY_HOP && count > 0) {
        return false;
      }
      int length = extensionLength(next, rest);
      boolean hasOptions = next == HOP_BY_HOP || next == DESTINATION;
      if (length == 0 || !rest.has(length) || hasOptions && !areOptionsWhole(length, rest)) {
        return false;
      }
      next = rest.u8(0);
      rest.skip(length);
    }
    protocol = next;
    return true;
  }

  /** How long the extension header is; 0 if it is none, or if nothing readable follows it. */
  private int extensionLength(int type, Slice rest) {
    int length = rest.u8(1);
    switch (type) {
      case HOP_BY_HOP, DESTINATION, SHIM6:
        return 8 + length * 8;
      case ROUTING:
        // With segments left the packet is on its way elsewhere (RFC 8200 section 4.4). Segment
        // routing (RFC 8754) has a structure of its own, and Linux drops it unless told otherwise.
        return rest.u8(3) == 0 && rest.u8(2) != SEGMENT_ROUTING ? 8 + length * 8 : 0;
      case AUTHENTICATION:
        // In units of four bytes, less two; the fixed part alone is three (RFC 4302 section 2.2).
        return length == 0 ? 0 : 8 + length * 4;
      case FRAGMENT:
        isFragment |= (rest.u8(3) & 1) != 0;
        return rest.u16(2) >>> 3 == 0 ? 8 : 0;
      default:
        return 0;
    }
  }

  /** RFC 8200 section 4.2: the options, whatever they are, fill their header and end with it. */
  private static boolean areOptionsWhole(int length, Slice rest) {
    int at = 2;
    while (at < length) {
      boolean isPad1 = rest.u8(at) == 0;
      boolean hasLength = at + 1 < length;
      at += isPad1 ? 1 : hasLength ? 2 + rest.u8(at + 1) : 2;
    }
    return at == length;
  }

  /** TCP or UDP, by its number. */
  int protocol() {
    return protocol;
  }

  /** Whether more fragments follow, so that the payload is not all there is. */
  boolean isFragment() {
    return isFragment;
  }

  long sourceHigh() {
    return sourceHigh;
  }

  long sourceLow() {
    return sourceLow;
  }

  long destinationHigh() {
    return destinationHigh;
  }

  long destinationLow() {
    return destinationLow;
  }
}
