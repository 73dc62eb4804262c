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
 * | sequence number 32         | inner address 32  |
 * | outer address 64                               |
 * </pre>
 *
 * <p>What a packet costs is above all the cache lines that it waits for. So the words of a probe set
 * stand in four rows, and of a set of eight places each row is one line. The first row tells a
 * stranger, the first two whose turn it is to go: a first knock reads no others.
 *
 * <p>How an address is divided up, {@link AddressWords} knows. Of an IPv4 address the tag is all.
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

  /**
   * With the 16 bytes of an array's header they fill a cache line, and no row lies across two: if the
   * array begins with a line, as collectors that keep large ones in regions have it.
   */
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

  /** Whether a pair of a probe set has this address's tag; if none has, none has the address. */
  final boolean hasTagOf(long high, long low, int first) {
    // The loop that most packets end in: with so little in it, the processor is past it and at work
    // on the next packet while it waits for this one's line.
    long[] row = words;
    int tag = AddressWords.tag(high, low);
    int end = first + width;
    for (int place = first; place < end; place++) {
      if ((int) row[place] == tag) {
        return true;
      }
    }
    return false;
  }

  final boolean isOf(int place, long high, long low) {
    return tag(place) == AddressWords.tag(high, low)
        && !isEmpty(place)
        && hasAddress(place, high, low);
  }

  private boolean hasAddress(int place, long high, long low) {
    return IpAddress.isIpv4(high, low)
        ? isIpv4(place)
        : !isIpv4(place)
            && outer(place) == AddressWords.outer(high, low)
            && inner(place) == AddressWords.inner(low);
  }

  /** Whether there is a pair whose visitor is of this IPv6 /64. */
  final boolean isOfPrefix(int place, long high) {
    return AddressWords.prefixOf(tag(place)) == AddressWords.prefixTag(high)
        && AddressWords.isOfPrefix(outer(place), high)
        && !isIpv4(place)
        && !isEmpty(place);
  }

  /** How many pairs an IPv6 /64 has in a probe set. */
  final int countOfPrefix(long high, int first) {
    long[] row = words;
    int tag = AddressWords.prefixTag(high);
    int end = first + width;
    int count = 0;
    for (int place = first; place < end; place++) {
      if (AddressWords.prefixOf((int) row[place]) == tag && isOfPrefix(place, high)) {
        count++;
      }
    }
    return count;
  }

  final long high(int place) {
    return isIpv4(place) ? 0 : AddressWords.high(tag(place), outer(place));
  }

  final long low(int place) {
    return isIpv4(place)
        ? IpAddress.mapped(tag(place))
        : AddressWords.low(tag(place), outer(place), inner(place));
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
    words[place] = words[place] & ~PORT_BITS | (long) sourcePort << 32 & PORT_BITS;
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
    words[place] = (long) door << DOOR_SHIFT | AddressWords.tag(high, low) & LOWER_HALF;
    words[place + width] = nowNs << 1 | (ipv4 ? IPV4 : 0);
    words[place + 2 * width] = AddressWords.inner(low) & LOWER_HALF;
    if (!ipv4) {
      words[place + 3 * width] = AddressWords.outer(high, low);
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

  private int tag(int place) {
    return (int) words[place];
  }

  private int inner(int place) {
    return (int) words[place + 2 * width];
  }

  private long outer(int place) {
    return words[place + 3 * width];
  }

  /** Where the place's further words begin. */
  private int extrasOf(int place) {
    int step = place - FRONT >> widthBits + ROWS_BITS << widthBits | place - FRONT & width - 1;
    return step * extraWords;
  }
}
