// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;
import java.util.Arrays;

/**
 * Room for pairs of a visitor and a door, in primitives: numbered places, each empty or with one pair.
 *
 * <p>A place is four {@code long}s, and further ones if wanted:
 *
 * <pre>
 * | door 11 | stage 5 | source port 16 | tag 32    |  all 0 if the place is empty
 * | time 63                             | IPv4 1   |
 * | sequence number 32                 | address 32 |
 * | address 64                                      |
 * </pre>
 *
 * <p>What a packet costs is above all the cache lines that it waits for. So the words of a probe set
 * stand in four rows, and of a set of eight places each row is one line. The first row tells a
 * stranger, the first two whose turn it is to go: a first knock reads no others.
 *
 * <p>An IPv4 address is its tag. Of an IPv6 address the tag has 16 bits for each half: the exclusive
 * or of that half's four 16-bit groups, from which the last group follows if the others are known. The
 * others are kept in the lower rows: of the first half all but 16 bits, then the second half's.
 */
class Places {

  static final int NONE = -1;

  private static final int ROWS_BITS = 2;
  private static final int DOOR_SHIFT = 53;
  private static final int STAGE_SHIFT = 48;
  private static final int STAGE_BITS = 31;
  private static final long PORT_BITS = 0xffffL << 32;
  private static final long LOWER_HALF = 0xffff_ffffL;
  private static final int IPV4 = 1;
  private static final int GROUP = 16;

  /** With the 16 bytes of an array's header they fill a cache line, and no row lies across two. */
  private static final int FRONT = 6;

  private final int widthBits;
  private final int width;
  private final int extraWords;

  private long[] words = new long[FRONT];
  private long[] extras = {};

  /** None, at first; later so many in a probe set, as a power of two. */
  Places(int widthBits, int extraWords) {
    this.widthBits = widthBits;
    this.extraWords = extraWords;
    width = 1 << widthBits;
  }

  private Places(Places same) {
    widthBits = same.widthBits;
    width = same.width;
    extraWords = same.extraWords;
    words = same.words;
    extras = same.extras;
  }

  /** Makes so many probe sets, all of them empty, and hands out those that were here. */
  final Places renew(int probeSets) {
    Places before = new Places(this);
    words = new long[FRONT + (probeSets << widthBits + ROWS_BITS)];
    extras = new long[(probeSets << widthBits) * extraWords];
    return before;
  }

  /** How many places there are. */
  final int capacity() {
    return words.length - FRONT >> ROWS_BITS;
  }

  /** How many places a probe set has. */
  final int width() {
    return width;
  }

  /** How many further words a place has. */
  final int extraWords() {
    return extraWords;
  }

  /** The first place of a probe set; the others have the next numbers. */
  final int firstOf(int probeSet) {
    return FRONT + (probeSet << widthBits + ROWS_BITS);
  }

  /** The place that a walk past all of them, from 0 to the capacity, reaches at this step. */
  final int place(int step) {
    return firstOf(step >> widthBits) + (step & width - 1);
  }

  final boolean isEmpty(int place) {
    return words[place] == 0;
  }

  final boolean isOf(int place, long high, long low) {
    return (int) words[place] == tag(high, low) && !isEmpty(place) && hasAddress(place, high, low);
  }

  private boolean hasAddress(int place, long high, long low) {
    return IpAddress.isIpv4(high, low)
        ? isIpv4(place)
        : !isIpv4(place)
            && words[place + 3 * width] == lastRow(high, low)
            && (int) words[place + 2 * width] == (int) (low >>> GROUP);
  }

  /** Whether there is a pair whose visitor is of this IPv6 /64. */
  final boolean isOfPrefix(int place, long high) {
    return (int) words[place] >>> GROUP == fold(high)
        && (words[place + 3 * width] ^ high) >>> GROUP == 0
        && !isIpv4(place)
        && !isEmpty(place);
  }

  final long high(int place) {
    if (isIpv4(place)) {
      return 0;
    }
    long known = words[place + 3 * width] & -1L << GROUP;
    return known | fold(known) ^ (int) words[place] >>> GROUP;
  }

  final long low(int place) {
    int tag = (int) words[place];
    if (isIpv4(place)) {
      return IpAddress.mapped(tag);
    }
    long known = words[place + 3 * width] << 48 | (words[place + 2 * width] & LOWER_HALF) << GROUP;
    return known | (fold(known) ^ tag) & 0xffff;
  }

  /** How long ago this place's time was: less than 0 if it is to come. Right within 146 years. */
  final long ageNs(int place, long nowNs) {
    return (nowNs << 1 | IPV4) - words[place + width] >> 1;
  }

  final void timeNs(int place, long nowNs) {
    words[place + width] = nowNs << 1 | words[place + width] & IPV4;
  }

  /** The pair's door, or 0 if the place is empty. */
  final int door(int place) {
    return (int) (words[place] >>> DOOR_SHIFT);
  }

  final int stage(int place) {
    return (int) (words[place] >>> STAGE_SHIFT) & STAGE_BITS;
  }

  final void stage(int place, int stage) {
    words[place] = words[place] & ~((long) STAGE_BITS << STAGE_SHIFT) | (long) stage << STAGE_SHIFT;
  }

  /** Whether the last packet came from this port and with this sequence number. */
  final boolean heardLast(int place, int sourcePort, int sequence) {
    return (words[place] & PORT_BITS) >>> 32 == sourcePort
        && (int) (words[place + 2 * width] >>> 32) == sequence;
  }

  /** Remembers where from and with which sequence number the last packet came. */
  final void heard(int place, int sourcePort, int sequence) {
    words[place] = words[place] & ~PORT_BITS | (long) sourcePort << 32;
    words[place + 2 * width] = words[place + 2 * width] & LOWER_HALF | (long) sequence << 32;
  }

  final long extra(int place, int i) {
    return extras[extrasOf(place) + i];
  }

  final void extra(int place, int i, long value) {
    extras[extrasOf(place) + i] = value;
  }

  /** Puts a pair with stage 0 into an empty place, whose further words are all 0. */
  final void occupy(int place, long high, long low, int door, long nowNs) {
    boolean ipv4 = IpAddress.isIpv4(high, low);
    words[place] = (long) door << DOOR_SHIFT | tag(high, low) & LOWER_HALF;
    words[place + width] = nowNs << 1 | (ipv4 ? IPV4 : 0);
    words[place + 2 * width] = low >>> GROUP & LOWER_HALF;
    if (!ipv4) {
      words[place + 3 * width] = lastRow(high, low);
    }
  }

  final void vacate(int place) {
    words[place] = 0;
    if (extraWords > 0) {
      int extra = extrasOf(place);
      Arrays.fill(extras, extra, extra + extraWords, 0);
    }
  }

  /** Puts a pair of other places into an empty place here, with all that both have words for. */
  final void copy(int place, Places from, int old) {
    for (int row = 0; row < 1 << ROWS_BITS; row++) {
      words[place + row * width] = from.words[old + row * from.width];
    }
    int common = Math.min(extraWords, from.extraWords);
    System.arraycopy(from.extras, from.extrasOf(old), extras, extrasOf(place), common);
  }

  private boolean isIpv4(int place) {
    return (words[place + width] & IPV4) != 0;
  }

  private static int tag(long high, long low) {
    return IpAddress.isIpv4(high, low) ? (int) low : fold(high) << GROUP | fold(low);
  }

  private static long lastRow(long high, long low) {
    return high & -1L << GROUP | low >>> 48;
  }

  private static int fold(long half) {
    int twoGroups = (int) (half ^ half >>> 32);
    return (twoGroups ^ twoGroups >>> GROUP) & 0xffff;
  }

  /** Where the place's further words begin. */
  private int extrasOf(int place) {
    int step = place - FRONT >> widthBits + ROWS_BITS << widthBits | place - FRONT & width - 1;
    return step * extraWords;
  }
}
