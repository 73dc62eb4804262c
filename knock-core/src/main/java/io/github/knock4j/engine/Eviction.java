// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;

/**
 * Ranks the pairs of a probe set by who goes first when a place is wanted: one whose time is over,
 * then the least advanced, then the oldest, then the first in order. A pair that is stamped later than
 * now counts as no older than now.
 */
final class Eviction {

  private static final int STAGE_SHIFT = 58;
  private static final long OLDEST_NS = (1L << STAGE_SHIFT) - 1;

  private final Places places;
  private final int widthBits;
  private long[] lifeNs = {};

  /** Ranks in probe sets of so many places, as a power of two. */
  Eviction(Places places, int widthBits) {
    this.places = places;
    this.widthBits = widthBits;
  }

  /** How long a pair counts, for the number of each door. */
  void lifeTimes(long[] nsOfDoors) {
    lifeNs = nsOfDoors;
  }

  /** Whether the pair at this place, if any, no longer counts. */
  boolean isOver(int place, long nowNs) {
    return places.stage(place) == 0 || nowNs - places.timeNs(place) >= lifeNs[places.door(place)];
  }

  /** The probe set's first empty place; if it has none, that of the pair that goes first. */
  int emptyOrFirstToGo(int set, long nowNs) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 1 << widthBits; i++) {
      if (places.isEmpty(set + i)) {
        return set + i;
      }
      least = Math.min(least, rank(set + i, nowNs) + i);
    }
    return set + place(least);
  }

  /** Of the pairs that one IPv6 /64 has in a probe set, the place of that which goes first. */
  int firstOfPrefixToGo(int set, long high, long nowNs) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 1 << widthBits; i++) {
      if (isOfPrefix(set + i, high)) {
        least = Math.min(least, rank(set + i, nowNs) + i);
      }
    }
    return set + place(least);
  }

  /** How many pairs an IPv6 /64 has in a probe set. */
  int countOfPrefix(int set, long high) {
    int count = 0;
    for (int place = set; place < set + (1 << widthBits); place++) {
      count += isOfPrefix(place, high) ? 1 : 0;
    }
    return count;
  }

  private boolean isOfPrefix(int place, long high) {
    return places.high(place) == high
        && !places.isEmpty(place)
        && !IpAddress.isIpv4(high, places.low(place));
  }

  /**
   * One number to compare, the lower the sooner, and no branch to guess: which pair is the oldest
   * follows no pattern. The lowest bits are free for the position in the probe set.
   */
  private long rank(int place, long nowNs) {
    long ageNs = nowNs - places.timeNs(place);
    long stage = ageNs >= lifeNs[places.door(place)] ? 0 : places.stage(place);
    long age = Math.max(0, Math.min(OLDEST_NS >> widthBits, ageNs));
    return (stage << STAGE_SHIFT) - (age << widthBits);
  }

  /** The position in the probe set that belongs to a rank. */
  private int place(long rank) {
    return (int) rank & (1 << widthBits) - 1;
  }
}
