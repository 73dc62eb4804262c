// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;
import java.util.function.IntPredicate;

/**
 * Remembers something about pairs of a visitor and a door, in bounded memory and without allocating:
 * the attempts of visitors, or when a door last opened to them.
 *
 * <p>The table is an array of <em>probe sets</em>, each a few places wide. All pairs of one visitor
 * stand in one probe set, so a packet looks at one run of memory however many doors there are. When a
 * probe set has neither an empty place nor one whose pair is over, the table doubles; once it has its
 * full size, the pair that is least advanced, then oldest, is displaced. A pair whose time is over
 * stays until its place is wanted: expiry costs nothing.
 *
 * <p>A place is four {@code long}s: the two halves of the address, a time, and a word of
 *
 * <pre>
 * | door 11 | stage 5 | source port 16 | sequence number 32 |
 * </pre>
 *
 * in which door 0 marks the empty place. Equal words of a probe set stand side by side, so that a
 * look for a visitor who is not there reads one cache line. A table may have further words for each
 * place.
 */
final class VisitorTable {

  /** Hears of a pair that is about to lose its place. */
  @FunctionalInterface
  interface Displaced {
    void onDisplaced(VisitorTable table, int place, long nowNs);
  }

  /** How long a pair of a door counts: until then, it is displaced only if nothing else can be. */
  @FunctionalInterface
  interface LifeTimes {
    long ofDoor(int index);
  }

  static final int NONE = -1;

  private static final int SMALLEST = 1024;
  private static final int NARROWEST_BITS = 3;
  private static final int WORDS_BITS = 2;
  private static final int DOOR_SHIFT = 53;
  private static final int STAGE_SHIFT = 48;

  private final EngineLimits limits;
  private final LifeTimes lifeTimes;
  private final Displaced displaced;
  private final Placement placement;
  private final int most;
  private final int perPrefix;
  private final int widthBits;
  private final int extraWords;

  private int probeSets;
  private int taken;
  private int cursor;
  private long[] words;
  private long[] extras;

  /**
   * Makes an empty table.
   *
   * @param doorsAtOnce how many pairs of one visitor one packet can add
   * @param extraWords how many further words a place has
   */
  VisitorTable(
      EngineLimits limits,
      int doorsAtOnce,
      int extraWords,
      Placement keys,
      LifeTimes lifeTimes,
      Displaced displaced) {
    this.limits = limits;
    this.lifeTimes = lifeTimes;
    this.displaced = displaced;
    this.extraWords = extraWords;
    most = Integer.highestOneBit(limits.attempts());
    perPrefix = limits.attemptsPerIpv6Prefix();
    widthBits = Math.min(widthBits(doorsAtOnce), Integer.numberOfTrailingZeros(most));
    // A district has room for twice its quota, so that the hash seldom crowds one probe set.
    int districtPlaces = Integer.highestOneBit(2 * perPrefix - 1) << 1;
    int districtBits = Integer.numberOfTrailingZeros(districtPlaces) - widthBits;
    placement = keys.withDistrictBits(Math.max(0, districtBits));
    resize(Math.max(1, Math.min(most, SMALLEST) >>> widthBits));
  }

  /** A probe set has room for twice the doors that one packet can begin at, and for 8 at least. */
  static int widthBits(int doorsAtOnce) {
    return Math.max(
        NARROWEST_BITS, 33 - Integer.numberOfLeadingZeros(Math.max(1, doorsAtOnce) - 1));
  }

  int width() {
    return 1 << widthBits;
  }

  int extraWords() {
    return extraWords;
  }

  int capacity() {
    return probeSets << widthBits;
  }

  boolean isEmpty() {
    return taken == 0;
  }

  /** The first place of the visitor's probe set; {@link #width} places follow. */
  int probeSet(long high, long low) {
    return (placement.probeSet(high, low) & probeSets - 1) << widthBits;
  }

  boolean isOf(int place, long high, long low) {
    int at = at(place);
    return words[at] == low && words[at + width()] == high && words[at + 3 * width()] != 0;
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
    int at = at(place);
    words[at] = low;
    words[at + width()] = high;
    words[at + 2 * width()] = nowNs;
    words[at + 3 * width()] = (long) door << DOOR_SHIFT;
    taken++;
    return place;
  }

  void free(int place) {
    words[at(place) + 3 * width()] = 0;
    for (int i = 0; i < extraWords; i++) {
      extras[place * extraWords + i] = 0;
    }
    taken--;
  }

  long high(int place) {
    return words[at(place) + width()];
  }

  long low(int place) {
    return words[at(place)];
  }

  long timeNs(int place) {
    return words[at(place) + 2 * width()];
  }

  void timeNs(int place, long nowNs) {
    words[at(place) + 2 * width()] = nowNs;
  }

  /** The pair's door, or 0 if the place is empty. */
  int door(int place) {
    return (int) (word(place) >>> DOOR_SHIFT);
  }

  int stage(int place) {
    return (int) (word(place) >>> STAGE_SHIFT) & 31;
  }

  void stage(int place, int stage) {
    word(place, word(place) & ~(31L << STAGE_SHIFT) | (long) stage << STAGE_SHIFT);
  }

  /** Where from and with which sequence number the last packet came, in 48 bits. */
  long lastHeard(int place) {
    return word(place) & (1L << STAGE_SHIFT) - 1;
  }

  void lastHeard(int place, long sourcePortAndSequence) {
    word(place, word(place) & -1L << STAGE_SHIFT | sourcePortAndSequence);
  }

  long extra(int place, int i) {
    return extras[place * extraWords + i];
  }

  void extra(int place, int i, long value) {
    extras[place * extraWords + i] = value;
  }

  /** Whether the pair at this place, if any, no longer counts. */
  boolean isOver(int place, long nowNs) {
    return stage(place) == 0 || nowNs - timeNs(place) >= lifeTimes.ofDoor(door(place));
  }

  /** The place that a walk round the table visits next. */
  int next() {
    cursor = cursor + 1 & capacity() - 1;
    return cursor;
  }

  /** Empties the places of doors that are gone, telling of each. */
  void removeDoors(IntPredicate gone, Displaced removed, long nowNs) {
    for (int place = 0; place < capacity(); place++) {
      if (word(place) != 0 && gone.test(door(place))) {
        removed.onDisplaced(this, place, nowNs);
        free(place);
      }
    }
  }

  /** Moves all pairs into a table of another shape. */
  VisitorTable reshaped(int doorsAtOnce, int extraWords, long nowNs) {
    VisitorTable table =
        new VisitorTable(limits, doorsAtOnce, extraWords, placement, lifeTimes, displaced);
    for (int place = 0; place < capacity(); place++) {
      if (word(place) != 0) {
        int to = table.insert(high(place), low(place), door(place), nowNs);
        table.word(to, word(place));
        table.timeNs(to, timeNs(place));
        for (int i = 0; i < Math.min(extraWords, this.extraWords); i++) {
          table.extra(to, i, extra(place, i));
        }
      }
    }
    return table;
  }

  private int roomFor(long high, long low, long nowNs) {
    boolean ipv6 = !IpAddress.isIpv4(high, low);
    if (ipv6) {
      keepQuota(high, probeSet(high, low), nowNs);
    }
    while (true) {
      int first = probeSet(high, low);
      int worst = first;
      for (int place = first; place < first + width(); place++) {
        if (word(place) == 0) {
          return place;
        }
        worst = worse(worst, place, nowNs);
      }
      if (isOver(worst, nowNs) || capacity() == most) {
        displaced.onDisplaced(this, worst, nowNs);
        free(worst);
        return worst;
      }
      resize(probeSets * 2);
    }
  }

  /** Takes a place away from the visitor's own /64 if that has its full number already. */
  private void keepQuota(long high, int first, long nowNs) {
    int districtSets = Math.min(placement.districtSize(), probeSets);
    int start = (placement.district(high) & probeSets - 1) << widthBits;
    int count = 0;
    int worst = NONE;
    int worstInSet = NONE;
    for (int set = 0; set < districtSets; set++) {
      int from = start + (set << widthBits);
      for (int place = from; place < from + width(); place++) {
        if (high(place) == high && word(place) != 0 && !IpAddress.isIpv4(high, low(place))) {
          count++;
          worst = worst == NONE ? place : worse(worst, place, nowNs);
          if (from == first) {
            worstInSet = worstInSet == NONE ? place : worse(worstInSet, place, nowNs);
          }
        }
      }
    }
    if (count >= perPrefix) {
      // In a full probe set, one of its own leaves its place, so that nobody else has to go.
      int place = worstInSet == NONE || hasRoom(first, nowNs) ? worst : worstInSet;
      displaced.onDisplaced(this, place, nowNs);
      free(place);
    }
  }

  /** Whether a probe set has a place that is empty, or whose pair is over. */
  private boolean hasRoom(int first, long nowNs) {
    for (int place = first; place < first + width(); place++) {
      if (isOver(place, nowNs)) {
        return true;
      }
    }
    return false;
  }

  /** Which of two pairs goes first: one that is over, then the least advanced, then the oldest. */
  private int worse(int one, int other, long nowNs) {
    int oneStage = isOver(one, nowNs) ? 0 : stage(one);
    int otherStage = isOver(other, nowNs) ? 0 : stage(other);
    if (oneStage != otherStage) {
      return oneStage < otherStage ? one : other;
    }
    return timeNs(other) - timeNs(one) < 0 ? other : one;
  }

  private void resize(int sets) {
    int oldCapacity = words == null ? 0 : capacity();
    long[] oldWords = words;
    long[] oldExtras = extras;
    probeSets = sets;
    words = new long[capacity() << WORDS_BITS];
    extras = new long[capacity() * extraWords];
    for (int old = 0; old < oldCapacity; old++) {
      int from = at(old);
      if (oldWords[from + 3 * width()] == 0) {
        continue;
      }
      // Each old probe set falls apart into two, so there is always an empty place.
      int place = probeSet(oldWords[from + width()], oldWords[from]);
      while (word(place) != 0) {
        place++;
      }
      int to = at(place);
      for (int w = 0; w < 4; w++) {
        words[to + w * width()] = oldWords[from + w * width()];
      }
      System.arraycopy(oldExtras, old * extraWords, extras, place * extraWords, extraWords);
    }
  }

  private long word(int place) {
    return words[at(place) + 3 * width()];
  }

  private void word(int place, long word) {
    words[at(place) + 3 * width()] = word;
  }

  /** Where the place's first word stands. */
  private int at(int place) {
    int inSet = place & width() - 1;
    return (place - inSet << WORDS_BITS) + inSet;
  }
}
