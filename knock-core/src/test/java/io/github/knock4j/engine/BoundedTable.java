// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;

/**
 * The memory of {@link BoundedTwin}: which pairs of a visitor and a door have a place, and which gives
 * way to another. Lists of lists, and every question asked anew; only where a visitor's probe set
 * lies is taken from the engine's own {@link Placement}.
 */
final class BoundedTable {

  /** A pair that has a place. */
  static class Pair {

    final IpAddress visitor;
    final Door door;
    int stage;
    long sinceNs;

    Pair(IpAddress visitor, Door door, long sinceNs) {
      this.visitor = visitor;
      this.door = door;
      this.sinceNs = sinceNs;
    }
  }

  private final EngineLimits limits;
  private final long seed;
  private final ToLongFunction<Door> lifeNs;
  private final ObjLongConsumer<Pair> displaced;
  private final int most;
  private int width;
  private Placement placement;
  private List<Pair[]> probeSets;
  private int cursor;

  BoundedTable(
      EngineLimits limits,
      long seed,
      ToLongFunction<Door> lifeNs,
      ObjLongConsumer<Pair> displaced) {
    this.limits = limits;
    this.seed = seed;
    this.lifeNs = lifeNs;
    this.displaced = displaced;
    most = powerOfTwoUpTo(limits.attempts());
    shape(1);
  }

  /** Begins anew, with probe sets for so many doors that one packet can begin at. */
  void shape(int doorsAtOnce) {
    width = Math.min(most, widthFor(doorsAtOnce));
    int districtPlaces = Math.min(most, powerOfTwoUpTo(limits.attemptsPerIpv6Prefix()));
    int districtSets = Math.max(1, districtPlaces / width);
    placement = new Placement(new SplittableRandom(seed), 0)
        .withDistrictBits(Integer.numberOfTrailingZeros(districtSets));
    probeSets = empty(Math.max(districtSets, Math.min(most, 1024) / width));
    cursor = 0;
  }

  boolean isWideEnoughFor(int doorsAtOnce) {
    return width >= widthFor(doorsAtOnce);
  }

  /** How many attempts are under way. */
  int live() {
    int live = 0;
    for (Pair[] set : probeSets) {
      for (Pair pair : set) {
        live += pair != null && pair.stage > 0 ? 1 : 0;
      }
    }
    return live;
  }

  List<Pair> all() {
    List<Pair> pairs = new ArrayList<>();
    for (Pair[] set : probeSets) {
      pairs.addAll(in(set));
    }
    return pairs;
  }

  /** The visitor's pairs, in the order of their places. */
  List<Pair> of(IpAddress visitor) {
    return in(probeSetOf(visitor)).stream()
        .filter(pair -> pair.visitor.equals(visitor))
        .toList();
  }

  boolean has(IpAddress visitor, Door door) {
    return of(visitor).stream().anyMatch(pair -> pair.door.equals(door));
  }

  void free(Pair pair) {
    Pair[] set = probeSetOf(pair.visitor);
    set[indexIn(set, pair)] = null;
  }

  boolean isOver(Pair pair, long nowNs) {
    return pair.stage == 0 || nowNs - pair.sinceNs >= lifeNs.applyAsLong(pair.door);
  }

  /** Gives the pair a place, which may be another's. */
  void insert(Pair pair, long nowNs) {
    while (true) {
      Pair[] set = probeSetOf(pair.visitor);
      int empty = indexIn(set, null);
      boolean free = empty < width || in(set).stream().anyMatch(other -> isOver(other, nowNs));
      List<Pair> ofPrefix = ofPrefix(pair.visitor, in(set));
      if (!ofPrefix.isEmpty() && ofPrefix.size() >= mostOfPrefix(free)) {
        replace(worst(ofPrefix, nowNs), pair, nowNs);
        return;
      }
      if (empty < width) {
        set[empty] = pair;
        return;
      }
      if (free || isFullOf(pair.visitor, set) || probeSets.size() * width == most) {
        replace(worst(in(set), nowNs), pair, nowNs);
        return;
      }
      grow();
    }
  }

  private void replace(Pair old, Pair pair, long nowNs) {
    displaced.accept(old, nowNs);
    Pair[] set = probeSetOf(old.visitor);
    set[indexIn(set, old)] = pair;
  }

  /** What stands in the next place of a walk round the table, or null. */
  Pair next() {
    cursor = (cursor + 1) % (probeSets.size() * width);
    return probeSets.get(cursor / width)[cursor % width];
  }

  int placesToSweep() {
    return all().isEmpty() ? 0 : probeSets.size() * width;
  }

  /** How many of one /64 may share a probe set before a newcomer has to replace one of them. */
  private int mostOfPrefix(boolean free) {
    int quota = limits.attemptsPerIpv6Prefix();
    return free ? quota : Math.min(quota, width / 2);
  }

  private static List<Pair> ofPrefix(IpAddress visitor, List<Pair> pairs) {
    return pairs.stream()
        .filter(pair -> !visitor.isIpv4() && !pair.visitor.isIpv4())
        .filter(pair -> pair.visitor.high() == visitor.high())
        .toList();
  }

  private boolean isFullOf(IpAddress visitor, Pair[] set) {
    long own = in(set).stream().filter(pair -> pair.visitor.equals(visitor)).count();
    return own >= width / 2 && all().size() < probeSets.size() * width / 8;
  }

  /** Over, then least advanced, then oldest, then first in order. */
  private Pair worst(List<Pair> pairs, long nowNs) {
    Pair worst = pairs.get(0);
    for (Pair pair : pairs) {
      int stage = isOver(pair, nowNs) ? 0 : pair.stage;
      int least = isOver(worst, nowNs) ? 0 : worst.stage;
      if (stage < least || stage == least && ageNs(pair, nowNs) > ageNs(worst, nowNs)) {
        worst = pair;
      }
    }
    return worst;
  }

  private static long ageNs(Pair pair, long nowNs) {
    return Math.max(0, nowNs - pair.sinceNs);
  }

  private void grow() {
    List<Pair> pairs = all();
    probeSets = empty(probeSets.size() * 2);
    for (Pair pair : pairs) {
      Pair[] set = probeSetOf(pair.visitor);
      set[indexIn(set, null)] = pair;
    }
  }

  private Pair[] probeSetOf(IpAddress visitor) {
    int number = placement.probeSet(visitor.high(), visitor.low());
    return probeSets.get(Math.floorMod(number, probeSets.size()));
  }

  private List<Pair[]> empty(int sets) {
    List<Pair[]> empty = new ArrayList<>();
    for (int i = 0; i < sets; i++) {
      empty.add(new Pair[width]);
    }
    return empty;
  }

  private static List<Pair> in(Pair[] set) {
    List<Pair> pairs = new ArrayList<>();
    for (Pair pair : set) {
      if (pair != null) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  private static int indexIn(Pair[] set, Pair pair) {
    int i = 0;
    while (i < set.length && set[i] != pair) {
      i++;
    }
    return i;
  }

  /** Twice the doors, rounded up to a power of two, and 8 at least. */
  private static int widthFor(int doorsAtOnce) {
    int width = 8;
    while (width < 2 * doorsAtOnce) {
      width *= 2;
    }
    return width;
  }

  private static int powerOfTwoUpTo(int limit) {
    int power = 1;
    while (power * 2 <= limit) {
      power *= 2;
    }
    return power;
  }
}
