// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.packet.PacketView;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * The attempts under way at one kind of door: finds those that a packet concerns, and begins new
 * ones. What a heard packet does to an attempt is the subclass's matter.
 *
 * <p>An attempt whose last heard packet was its first knock keeps its place at stage 0 when it has
 * ended: that knock may be sent again, and shall not count again (nothing else can begin an attempt,
 * so of no other packet need the memory outlive the attempt).
 */
abstract class Attempts {

  final Tally tally;
  VisitorTable table;

  private final IntFunction<Lock> lockAt;
  private final Openings openings;
  private Lock[] beginnings = {};

  Attempts(
      EngineLimits limits,
      Placement keys,
      IntFunction<Lock> lockAt,
      Openings openings,
      Tally tally) {
    this.lockAt = lockAt;
    this.openings = openings;
    this.tally = tally;
    table = new VisitorTable(limits, 1, 0, keys, new long[] {}, this::displaced);
  }

  /** Shows a packet to the visitor's attempts, and begins one at each of the doors given. */
  final void show(PacketView packet, int code, Lock[] first, boolean inKnockScope, long nowNs) {
    if (table.isEmpty() && first.length == 0) {
      return;
    }
    long high = packet.sourceHigh();
    long low = packet.sourceLow();
    if (table.mayKnow(high, low)) {
      showToKnown(packet, code, first, inKnockScope, nowNs);
    } else {
      for (Lock lock : first) {
        if (lock.passes(packet, code)) {
          begin(lock, packet, code, nowNs);
        }
      }
    }
  }

  private void showToKnown(
      PacketView packet, int code, Lock[] first, boolean inKnockScope, long nowNs) {
    long high = packet.sourceHigh();
    long low = packet.sourceLow();
    // Told apart before any place is freed or displaced: no attempt may hear a packet twice.
    int beginning = 0;
    for (Lock lock : first) {
      if (table.find(high, low, lock.index) == VisitorTable.NONE && lock.passes(packet, code)) {
        beginnings[beginning++] = lock;
      }
    }
    int from = table.probeSet(high, low);
    for (int place = from; place < from + table.width(); place++) {
      if (table.isOf(place, high, low)) {
        showTo(place, packet, code, inKnockScope, nowNs);
      }
    }
    for (int i = 0; i < beginning; i++) {
      begin(beginnings[i], packet, code, nowNs);
    }
  }

  private void begin(Lock lock, PacketView packet, int code, long nowNs) {
    int place = table.insert(packet.sourceHigh(), packet.sourceLow(), lock.index, nowNs);
    heard(place, lock, packet, code, nowNs);
  }

  /** Ends attempts whose window has passed, in the next so many places. */
  final int sweep(long nowNs, int places) {
    int ended = 0;
    for (int i = 0; i < places; i++) {
      int place = table.next();
      if (table.stage(place) > 0 && table.isOver(place, nowNs)) {
        Lock lock = lockAt(place);
        tally.timedOut(lock, table, place, table.stage(place), nowNs);
        settle(place, lock, lastCode(place, lock));
        ended++;
      }
    }
    return ended;
  }

  /** How many places a sweep has to come past. */
  final int placesToSweep() {
    return table.isEmpty() ? 0 : table.capacity();
  }

  final int stage(long high, long low, int door) {
    int place = table.find(high, low, door);
    return place == VisitorTable.NONE ? 0 : table.stage(place);
  }

  final boolean isOver(long high, long low, int door, long nowNs) {
    int place = table.find(high, low, door);
    return place == VisitorTable.NONE || table.isOver(place, nowNs);
  }

  final void removeDoors(IntPredicate gone, long nowNs) {
    table.removeDoors(
        gone,
        (removedFrom, place, now) -> {
          if (removedFrom.stage(place) > 0) {
            tally.withdrawn();
          }
        },
        nowNs);
  }

  /** Makes room for the doors that there are now. */
  final void fit(int doorsAtOnce, int extraWords, long[] windowsNs, long nowNs) {
    beginnings = new Lock[doorsAtOnce];
    table = table.fitted(doorsAtOnce, extraWords, windowsNs, nowNs);
  }

  private void showTo(int place, PacketView packet, int code, boolean inKnockScope, long nowNs) {
    Lock lock = lockAt(place);
    if (!lock.hears(packet, code, inKnockScope)) {
      return;
    }
    // UDP has no sequence number; what it leaves in the table is not looked at.
    if (Lock.isTcp(code)
        && table.heardLast(place, packet.sourcePort(), packet.tcpSequence())
        && lastCode(place, lock) == code) {
      tally.retransmitted(lock, table, place, table.stage(place));
      return;
    }
    heard(place, lock, packet, code, nowNs);
  }

  private void heard(int place, Lock lock, PacketView packet, int code, long nowNs) {
    table.heard(place, packet.sourcePort(), packet.tcpSequence());
    match(place, lock, code, nowNs);
  }

  /** Applies a heard packet to an attempt, whose place it may free. */
  abstract void match(int place, Lock lock, int code, long nowNs);

  /** The port and protocol of the packet that this attempt's door heard last. */
  abstract int lastCode(int place, Lock lock);

  /** The sequence is complete: opens the door unless it cools down. */
  final boolean complete(int place, Lock lock, long nowNs) {
    if (openings.admit(lock, table.high(place), table.low(place), nowNs)) {
      tally.opened(lock, table, place, nowNs);
      return true;
    }
    tally.cooled(lock, table, place);
    return false;
  }

  /** Leaves an attempt at which nothing is under way any more. */
  final void settle(int place, Lock lock, int lastCode) {
    if (lastCode == lock.codes[0] && Lock.isTcp(lastCode)) {
      table.stage(place, 0);
    } else {
      table.free(place);
    }
  }

  final Lock lockAt(int place) {
    return lockAt.apply(table.door(place));
  }

  private void displaced(VisitorTable from, int place, long nowNs) {
    int stage = from.stage(place);
    if (stage == 0) {
      return;
    }
    Lock lock = lockAt.apply(from.door(place));
    if (from.isOver(place, nowNs)) {
      tally.timedOut(lock, from, place, stage, nowNs);
    } else {
      tally.evicted(lock, from, place, stage, nowNs);
    }
  }
}
