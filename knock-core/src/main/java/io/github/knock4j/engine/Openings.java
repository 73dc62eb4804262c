// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import java.util.function.IntPredicate;

/**
 * Remembers when doors with a cooldown last opened to whom. Full, it forgets the oldest opening of a
 * probe set; only a visitor who knows a sequence can fill it.
 */
final class Openings {

  private static final int MOST = 1 << 16;

  private VisitorTable table;

  Openings(EngineLimits limits, Placement keys) {
    int most = Math.min(limits.attempts(), MOST);
    table = new VisitorTable(
        limits.withAttempts(most), 1, 0, keys, new long[] {}, (table, place, nowNs) -> {});
  }

  /** Whether the door may open to the visitor now; if so, remembers that it did. */
  boolean admit(Lock lock, long high, long low, long nowNs) {
    if (lock.cooldownNs == 0) {
      return true;
    }
    int place = table.find(high, low, lock.index);
    if (place == VisitorTable.NONE) {
      place = table.insert(high, low, lock.index, nowNs);
      table.stage(place, 1);
      return true;
    }
    boolean admitted = table.ageNs(place, nowNs) >= lock.cooldownNs;
    if (admitted) {
      table.timeNs(place, nowNs);
    }
    return admitted;
  }

  /** Makes room for a visitor to whom all these doors opened. */
  void fit(int doorsWithCooldown, long[] cooldownsNs, long nowNs) {
    table = table.fitted(doorsWithCooldown, 0, cooldownsNs, nowNs);
  }

  void removeDoors(IntPredicate gone, long nowNs) {
    table.removeDoors(gone, (table, place, now) -> {}, nowNs);
  }
}
