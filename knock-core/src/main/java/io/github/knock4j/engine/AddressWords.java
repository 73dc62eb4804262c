// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;

/**
 * Takes an address apart so that 32 bits of it, its <em>tag</em>, tell it from almost all others, and
 * puts it together again.
 *
 * <p>An IPv4 address is its tag. Of an IPv6 address the tag has 16 bits for each half: the exclusive
 * or of that half's four 16-bit groups, from which the last group follows if the others are known. Six
 * groups are left: {@link #outer} holds three of the first half and one of the second, {@link #inner}
 * the two between.
 */
final class AddressWords {

  private static final int GROUP = 16;
  private static final long INNER = 0xffff_ffffL;
  private static final long ALL_BUT_LAST = -1L << GROUP;

  private AddressWords() {}

  static int tag(long high, long low) {
    return IpAddress.isIpv4(high, low) ? (int) low : fold(high) << GROUP | fold(low);
  }

  /** What all tags of one IPv6 /64 begin with. */
  static int prefixTag(long high) {
    return fold(high);
  }

  static int prefixOf(int tag) {
    return tag >>> GROUP;
  }

  static long outer(long high, long low) {
    return high & ALL_BUT_LAST | low >>> 48;
  }

  static int inner(long low) {
    return (int) (low >>> GROUP);
  }

  /** Whether an IPv6 address with this outer word and a tag of that /64 is in it. */
  static boolean isOfPrefix(long outer, long high) {
    return ((outer ^ high) & ALL_BUT_LAST) == 0;
  }

  static long high(int tag, long outer) {
    long known = outer & ALL_BUT_LAST;
    return known | fold(known) ^ prefixOf(tag);
  }

  static long low(int tag, long outer, int inner) {
    long known = outer << 48 | (inner & INNER) << GROUP;
    return known | (fold(known) ^ tag) & 0xffff;
  }

  private static int fold(long half) {
    int twoGroups = (int) (half ^ half >>> 32);
    return (twoGroups ^ twoGroups >>> GROUP) & 0xffff;
  }
}
