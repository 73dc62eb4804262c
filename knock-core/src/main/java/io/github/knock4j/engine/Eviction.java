// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

/**
 * Ranks the pairs of a probe set by who goes first when a place is wanted: one whose time is over,
 * then the least advanced, then the oldest, then the first in order. A pair that is stamped later than
 * now counts as no older than now.
 */
final class Eviction {

  private static final int STAGE_SHIFT = 58;

  private final Places places;
  private final int positionBits;
  private final long oldestNs;
  private long[] lifeNs = {};

  /** Ranks in the probe sets of these places. */
  Eviction(Places places) {
    this.places = places;
    positionBits = Integer.numberOfTrailingZeros(places.width());
    oldestNs = (1L << STAGE_SHIFT - positionBits) - 1;
  }

  /** How long a pair counts, for the number of each door. */
  void lifeTimes(long[] nsOfDoors) {
    lifeNs = nsOfDoors;
  }

  /** Whether the pair at this place, if any, no longer counts. */
  boolean isOver(int place, long nowNs) {
    return places.stage(place) == 0 || places.ageNs(place, nowNs) >= lifeNs[places.door(place)];
  }

  /** The probe set's first empty place; if it has none, that of the pair that goes first. */
  int emptyOrFirstToGo(int set, long nowNs) {
    long least = Long.MAX_VALUE;
    for (int place = set; place < set + places.width(); place++) {
      if (places.isEmpty(place)) {
        return place;
      }
      least = Math.min(least, rank(place, nowNs) + place);
    }
    return placeOf(least, set);
  }

  /** Of the pairs that one IPv6 /64 has in a probe set, the place of that which goes first. */
  int firstOfPrefixToGo(int set, long high, long nowNs) {
    long least = Long.MAX_VALUE;
    for (int place = set; place < set + places.width(); place++) {
      if (places.isOfPrefix(place, high)) {
        least = Math.min(least, rank(place, nowNs) + place);
      }
    }
    return placeOf(least, set);
  }

  /**
   * One number to compare, the lower the sooner, and no branch to guess: which pair is the oldest
   * follows no pattern, and neither does which is over. The lowest bits are free for the position in
   * the probe set.
   */
  private long rank(int place, long nowNs) {
    long ageNs = places.ageNs(place, nowNs);
    long allOnesInTime = ageNs - lifeNs[places.door(place)] >> Long.SIZE - 1;
    long stage = places.stage(place) & allOnesInTime;
    return (stage << STAGE_SHIFT) - (Math.max(0, Math.min(oldestNs, ageNs)) << positionBits);
  }

  /** The place that was added to the least of the ranks. */
  private int placeOf(long least, int set) {
    return set + ((int) (least - set) & places.width() - 1);
  }
}
