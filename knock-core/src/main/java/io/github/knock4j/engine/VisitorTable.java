// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;
import java.util.function.IntPredicate;

/**
 * Remembers something about pairs of a visitor and a door, in bounded memory and without allocating:
 * the attempts of visitors, or when a door last opened to them.
 *
 * <p>The places form <em>probe sets</em> of a few each. All pairs of one visitor stand in one probe
 * set, so a packet looks at one run of memory however many doors there are. When a probe set has
 * neither an empty place nor one whose pair is over, the table doubles; once it has its full size, or
 * if it is all but empty and the visitor has half of the probe set already, the pair that is least
 * advanced, then oldest, is displaced. A pair whose time is over stays until its place is wanted:
 * expiry costs nothing.
 *
 * <p>All visitors of one IPv6 /64 share a district of probe sets that has no more places than their
 * quota, and in a full probe set they displace nobody else to have more than half of it.
 */
final class VisitorTable extends Places {

  /** Hears of a pair that is about to lose its place. */
  @FunctionalInterface
  interface Displaced {
    void onDisplaced(VisitorTable table, int place, long nowNs);
  }

  private static final int SMALLEST = 1024;
  private static final int NARROWEST_BITS = 3;

  private final EngineLimits limits;
  private final Displaced displaced;
  private final Placement placement;
  private final Eviction eviction;
  private final int most;
  private final int perPrefix;

  // One packet asks for the same visitor's probe set again and again.
  private long askedHigh;
  private long askedLow;
  private int asked;

  private int probeSets;
  private int taken;
  private int cursor;

  /**
   * Makes an empty table.
   *
   * @param doorsAtOnce how many pairs of one visitor are to have room
   * @param extraWords how many further words a place has
   * @param lifeNs how long a pair counts, for the number of each door: until then, it is displaced
   *     only if nothing else can be
   */
  VisitorTable(
      EngineLimits limits,
      int doorsAtOnce,
      int extraWords,
      Placement keys,
      long[] lifeNs,
      Displaced displaced) {
    super(widthBits(limits, doorsAtOnce), extraWords);
    this.limits = limits;
    this.displaced = displaced;
    most = most(limits);
    perPrefix = limits.attemptsPerIpv6Prefix();
    int district = Math.max(1, Math.min(perPrefix, most) / width());
    placement = keys.withDistrictBits(31 - Integer.numberOfLeadingZeros(district));
    eviction = new Eviction(this);
    eviction.lifeTimes(lifeNs);
    asked = placement.probeSet(askedHigh, askedLow);
    // Large enough for a whole district, so that it never grows because of one.
    int smallest = Math.min(most, SMALLEST) / width();
    resize(Math.max(placement.districtSize(), smallest));
  }

  private static int most(EngineLimits limits) {
    return Integer.highestOneBit(limits.attempts());
  }

  private static int widthBits(EngineLimits limits, int doorsAtOnce) {
    return Math.min(widthBits(doorsAtOnce), Integer.numberOfTrailingZeros(most(limits)));
  }

  /** A probe set has room for twice that many, and for 8 at least. */
  private static int widthBits(int doorsAtOnce) {
    return Math.max(
        NARROWEST_BITS, 33 - Integer.numberOfLeadingZeros(Math.max(1, doorsAtOnce) - 1));
  }

  boolean isWideEnough(int doorsAtOnce) {
    return width() >= 1 << widthBits(doorsAtOnce);
  }

  boolean isEmpty() {
    return taken == 0;
  }

  /** The first of the {@link #width} places of the visitor's probe set. */
  int probeSet(long high, long low) {
    if (high != askedHigh || low != askedLow) {
      askedHigh = high;
      askedLow = low;
      asked = placement.probeSet(high, low);
    }
    return firstOf(asked & probeSets - 1);
  }

  /** Whether the visitor may have a pair with some door: hardly ever if it has none. */
  boolean mayKnow(long high, long low) {
    return hasTagOf(high, low, probeSet(high, low));
  }

  /** The place of a visitor's pair with a door, or {@link #NONE}. */
  int find(long high, long low, int door) {
    int first = probeSet(high, low);
    for (int place = first; place < first + width(); place++) {
      if (isOf(place, high, low) && door(place) == door) {
        return place;
      }
    }
    return NONE;
  }

  /**
   * Finds a place for a pair that has none yet, and gives it that place with stage 0.
   *
   * @return the place, whose time is now and whose further words are all 0
   */
  int insert(long high, long low, int door, long nowNs) {
    int place = roomFor(high, low, nowNs);
    occupy(place, high, low, door, nowNs);
    taken++;
    return place;
  }

  void free(int place) {
    vacate(place);
    taken--;
  }

  /** Whether the pair at this place, if any, no longer counts. */
  boolean isOver(int place, long nowNs) {
    return eviction.isOver(place, nowNs);
  }

  /** The place that a walk round the table visits next. */
  int next() {
    cursor = cursor + 1 & capacity() - 1;
    return place(cursor);
  }

  /** Empties the places of doors that are gone, telling of each. */
  void removeDoors(IntPredicate gone, Displaced removed, long nowNs) {
    for (int i = 0; i < capacity(); i++) {
      int place = place(i);
      if (!isEmpty(place) && gone.test(door(place))) {
        removed.onDisplaced(this, place, nowNs);
        free(place);
      }
    }
  }

  /**
   * This table, or all its pairs in one of another shape if it has too little room for these doors.
   *
   * @param lifeNs how long a pair counts from now on
   */
  VisitorTable fitted(int doorsAtOnce, int extraWords, long[] lifeNs, long nowNs) {
    eviction.lifeTimes(lifeNs);
    if (isWideEnough(doorsAtOnce) && extraWords() >= extraWords) {
      return this;
    }
    VisitorTable table =
        new VisitorTable(limits, doorsAtOnce, extraWords, placement, lifeNs, displaced);
    for (int i = 0; i < capacity(); i++) {
      int place = place(i);
      if (!isEmpty(place)) {
        int to = table.insert(high(place), low(place), door(place), nowNs);
        table.copy(to, this, place);
      }
    }
    return table;
  }

  private int roomFor(long high, long low, long nowNs) {
    while (true) {
      int set = probeSet(high, low);
      int place = eviction.emptyOrFirstToGo(set, nowNs);
      boolean free = isEmpty(place) || isOver(place, nowNs);
      if (!IpAddress.isIpv4(high, low) && isOverdrawn(set, high, free)) {
        return displace(eviction.firstOfPrefixToGo(set, high, nowNs), nowNs);
      }
      if (isEmpty(place)) {
        return place;
      }
      if (free || capacity() == most || isFullOf(set, high, low)) {
        return displace(place, nowNs);
      }
      resize(probeSets * 2);
    }
  }

  /** Whether a newcomer from this /64 has to take the place of another one. */
  private boolean isOverdrawn(int set, long high, boolean free) {
    int allowed = free ? perPrefix : Math.min(perPrefix, width() / 2);
    return allowed < width() && countOfPrefix(high, set) >= allowed;
  }

  private int displace(int place, long nowNs) {
    displaced.onDisplaced(this, place, nowNs);
    free(place);
    return place;
  }

  /** Whether a full probe set is this visitor's work in a table all but empty: growth is no help. */
  private boolean isFullOf(int set, long high, long low) {
    int own = 0;
    for (int place = set; place < set + width(); place++) {
      own += isOf(place, high, low) ? 1 : 0;
    }
    return own >= width() / 2 && taken < capacity() >> 3;
  }

  private void resize(int sets) {
    Places before = renew(sets);
    probeSets = sets;
    for (int i = 0; i < before.capacity(); i++) {
      int old = before.place(i);
      if (!before.isEmpty(old)) {
        // Each old probe set falls apart into two, so there is always an empty place.
        int place = probeSet(before.high(old), before.low(old));
        while (!isEmpty(place)) {
          place++;
        }
        copy(place, before, old);
      }
    }
  }
}
