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
 * full size, or if it is all but empty, the pair that is least advanced, then oldest, is displaced. A
 * pair whose time is over stays until its place is wanted: expiry costs nothing.
 *
 * <p>A place is four {@code long}s: the two halves of the address, a time, and a word of
 *
 * <pre>
 * | door 11 | stage 5 | source port 16 | sequence number 32 |
 * </pre>
 *
 * in which door 0 marks the empty place. A table may have further words for each place.
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
  private static final int WORDS = 4;
  private static final int HIGH = 1;
  private static final int TIME = 2;
  private static final int STATE = 3;
  private static final int DOOR_SHIFT = 53;
  private static final int STAGE_SHIFT = 48;
  private static final int STAGE_BITS = 31;
  private static final int RANK_SHIFT = 58;
  private static final long OLDEST_NS = (1L << RANK_SHIFT) - 1;

  private final EngineLimits limits;
  private final LifeTimes lifeTimes;
  private final Displaced displaced;
  private final Placement placement;
  private final int most;
  private final int perPrefix;
  private final int widthBits;
  private final int extraWords;
  private final PrefixCounts prefixes;

  // One packet asks for the same visitor's probe set again and again.
  private long askedHigh;
  private long askedLow;
  private int asked;

  private int probeSets;
  private int taken;
  private int cursor;
  private long[] words;
  private long[] extras;

  /**
   * Makes an empty table.
   *
   * @param doorsAtOnce how many pairs of one visitor are to have room
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
    prefixes = new PrefixCounts(placement, most);
    asked = placement.probeSet(askedHigh, askedLow);
    resize(Math.max(1, Math.min(most, SMALLEST) >>> widthBits));
  }

  /** A probe set has room for twice that many, and for 8 at least. */
  private static int widthBits(int doorsAtOnce) {
    return Math.max(
        NARROWEST_BITS, 33 - Integer.numberOfLeadingZeros(Math.max(1, doorsAtOnce) - 1));
  }

  int width() {
    return 1 << widthBits;
  }

  boolean isWideEnough(int doorsAtOnce) {
    return widthBits >= widthBits(doorsAtOnce);
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
    if (high != askedHigh || low != askedLow) {
      askedHigh = high;
      askedLow = low;
      asked = placement.probeSet(high, low);
    }
    return (asked & probeSets - 1) << widthBits;
  }

  /** Whether the visitor has a pair with any door. */
  boolean knows(long high, long low) {
    int first = probeSet(high, low);
    for (int place = first; place < first + width(); place++) {
      if (isOf(place, high, low)) {
        return true;
      }
    }
    return false;
  }

  boolean isOf(int place, long high, long low) {
    int at = at(place);
    return words[at] == low && words[at + HIGH] == high && words[at + STATE] != 0;
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
    words[at + HIGH] = high;
    words[at + TIME] = nowNs;
    words[at + STATE] = (long) door << DOOR_SHIFT;
    prefixes.add(high, low);
    taken++;
    return place;
  }

  void free(int place) {
    prefixes.remove(high(place), low(place));
    word(place, 0);
    for (int i = 0; i < extraWords; i++) {
      extras[place * extraWords + i] = 0;
    }
    taken--;
  }

  long high(int place) {
    return words[at(place) + HIGH];
  }

  long low(int place) {
    return words[at(place)];
  }

  long timeNs(int place) {
    return words[at(place) + TIME];
  }

  void timeNs(int place, long nowNs) {
    words[at(place) + TIME] = nowNs;
  }

  /** The pair's door, or 0 if the place is empty. */
  int door(int place) {
    return (int) (word(place) >>> DOOR_SHIFT);
  }

  int stage(int place) {
    return (int) (word(place) >>> STAGE_SHIFT) & STAGE_BITS;
  }

  void stage(int place, int stage) {
    word(place, word(place) & ~((long) STAGE_BITS << STAGE_SHIFT) | (long) stage << STAGE_SHIFT);
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
    if (!IpAddress.isIpv4(high, low) && (isSparse() || prefixes.mayHave(high, perPrefix))) {
      keepQuota(high, probeSet(high, low), nowNs);
    }
    while (true) {
      int place = emptyOrWorst(probeSet(high, low), nowNs);
      if (word(place) == 0) {
        return place;
      }
      if (isOver(place, nowNs) || isSparse() || capacity() == most) {
        displaced.onDisplaced(this, place, nowNs);
        free(place);
        return place;
      }
      resize(probeSets * 2);
    }
  }

  /** The probe set's first empty place; else that whose pair is over, least advanced, oldest. */
  private int emptyOrWorst(int first, long nowNs) {
    int at = at(first);
    long worst = Long.MAX_VALUE;
    int seenDoor = 0;
    long lifeNs = 0;
    for (int i = 0; i < width(); i++) {
      long state = words[at + STATE];
      if (state == 0) {
        return first + i;
      }
      int door = (int) (state >>> DOOR_SHIFT);
      if (door != seenDoor) {
        seenDoor = door;
        lifeNs = lifeTimes.ofDoor(door);
      }
      long ageNs = nowNs - words[at + TIME];
      long stage = ageNs >= lifeNs ? 0 : state >>> STAGE_SHIFT & STAGE_BITS;
      // One number to compare, and no branch to guess: which pair is the oldest follows no pattern.
      long age = Math.max(0, Math.min(OLDEST_NS >> widthBits, ageNs));
      worst = Math.min(worst, (stage << RANK_SHIFT) - (age << widthBits) + i);
      at += WORDS;
    }
    return first + ((int) worst & width() - 1);
  }

  /** Whether a full probe set is the work of one visitor or one /64, so that growth is no help. */
  private boolean isSparse() {
    return taken < capacity() >> 3;
  }

  /** Takes a place from the visitor's own /64 if that has its full number, or fills a probe set. */
  private void keepQuota(long high, int first, long nowNs) {
    int districtSets = Math.min(placement.districtSize(), probeSets);
    int start = (placement.district(high) & probeSets - 1) << widthBits;
    int count = 0;
    int worst = NONE;
    int worstInSet = NONE;
    for (int place = start; place < start + (districtSets << widthBits); place++) {
      if (high(place) == high && word(place) != 0 && !IpAddress.isIpv4(high, low(place))) {
        count++;
        worst = worse(worst, place, nowNs);
        if (place >= first && place < first + width()) {
          worstInSet = worse(worstInSet, place, nowNs);
        }
      }
    }
    // In a full probe set, one of its own leaves its place, so that nobody else has to go.
    boolean crowds = worstInSet != NONE && !hasRoom(first, nowNs);
    if (count >= perPrefix || crowds && isSparse()) {
      int place = crowds ? worstInSet : worst;
      displaced.onDisplaced(this, place, nowNs);
      free(place);
    }
  }

  /** Whether a probe set has a place that is empty, or whose pair is over. */
  private boolean hasRoom(int first, long nowNs) {
    return isOver(emptyOrWorst(first, nowNs), nowNs);
  }

  /** Which of two pairs goes first: one that is over, then the least advanced, then the oldest. */
  private int worse(int one, int other, long nowNs) {
    if (one == NONE) {
      return other;
    }
    int oneRank = isOver(one, nowNs) ? 0 : stage(one);
    int otherRank = isOver(other, nowNs) ? 0 : stage(other);
    if (oneRank != otherRank) {
      return oneRank < otherRank ? one : other;
    }
    return timeNs(other) - timeNs(one) < 0 ? other : one;
  }

  private void resize(int sets) {
    int oldCapacity = words == null ? 0 : capacity();
    long[] oldWords = words;
    long[] oldExtras = extras;
    probeSets = sets;
    words = new long[capacity() * WORDS];
    extras = new long[capacity() * extraWords];
    for (int old = 0; old < oldCapacity; old++) {
      int from = at(old);
      if (oldWords[from + STATE] == 0) {
        continue;
      }
      // Each old probe set falls apart into two, so there is always an empty place.
      int place = probeSet(oldWords[from + HIGH], oldWords[from]);
      while (word(place) != 0) {
        place++;
      }
      int to = at(place);
      System.arraycopy(oldWords, from, words, to, WORDS);
      System.arraycopy(oldExtras, old * extraWords, extras, place * extraWords, extraWords);
    }
  }

  private long word(int place) {
    return words[at(place) + STATE];
  }

  private void word(int place, long word) {
    words[at(place) + STATE] = word;
  }

  /** Where the place's first word stands. */
  private int at(int place) {
    return place * WORDS;
  }
}
