// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import java.util.function.IntFunction;

/**
 * Attempts at doors that want some knock twice, so that several beginnings of the sequence can match
 * at once: 7000, 7000 is both the first two knocks of 7000, 7000, 8000 and its first one, sent again.
 *
 * <p>Bit k-1 of a mask says that the last k packets heard are the first k knocks; one shift and one
 * <em>and</em> move them all (the bit-parallel "shift-and" search, Baeza-Yates and Gonnet 1992). A
 * ring holds the times of as many packets as the door has knocks. Besides the four words of every
 * place that takes one word for mask, last packet and position in the ring, and one for each time.
 */
final class RepeatingAttempts extends Attempts {

  private static final int MASK_SHIFT = 32;
  private static final int CODE_SHIFT = 8;
  private static final int CODE_BITS = 0x1_ffff;
  private static final int POSITION_BITS = 0x1f;

  RepeatingAttempts(
      EngineLimits limits,
      Placement keys,
      IntFunction<Lock> lockAt,
      Openings openings,
      Tally tally) {
    super(limits, keys, lockAt, openings, tally);
  }

  /** How many further words a door's attempts need. */
  static int extraWords(Lock lock) {
    return 1 + lock.codes.length;
  }

  @Override
  void match(int place, Lock lock, int code, long nowNs) {
    long state = table.extra(place, 0);
    int position = (int) state & POSITION_BITS;
    int knocks = lock.codes.length;
    int stage = table.stage(place);
    int mask = stage == 0 ? 0 : (int) (state >>> MASK_SHIFT);
    mask = inTime(place, lock, mask, position, nowNs);
    if (stage > 0 && stage(mask) < stage) {
      tally.timedOut(lock, table, place, stage, nowNs);
      stage = stage(mask);
      if (stage > 0) {
        tally.started();
      }
    }
    mask = (mask << 1 | 1) & lock.steps(code);
    table.extra(place, 1 + position, nowNs);
    position = position + 1 == knocks ? 0 : position + 1;
    table.extra(place, 0, (long) mask << MASK_SHIFT | (long) code << CODE_SHIFT | position);
    moved(place, lock, code, stage, mask, nowNs);
  }

  /** Tells what the packet did to an attempt at this stage, and remembers the rest. */
  private void moved(int place, Lock lock, int code, int stage, int newMask, long nowNs) {
    int mask = newMask;
    int next = stage(mask);
    if (next == stage + 1) {
      if (stage == 0) {
        tally.started();
      }
    } else {
      if (stage > 0) {
        tally.reset(lock, table, place, stage, nowNs);
      }
      if (next > 0) {
        tally.started();
      }
    }
    int all = lock.codes.length;
    if (next == all) {
      // Opening spends the packets. A sequence that a cooldown turns away has spent none.
      mask = complete(place, lock, nowNs) ? 0 : mask & ~(1 << all - 1);
      next = stage(mask);
      if (next > 0) {
        tally.started();
      }
      table.extra(place, 0, table.extra(place, 0) & 0xffff_ffffL | (long) mask << MASK_SHIFT);
    } else if (next > 0) {
      tally.advanced(lock, table, place, next, nowNs);
    }
    if (next > 0) {
      table.stage(place, next);
      // The shortest beginning is the youngest: while it is in time, the attempt is not over.
      table.timeNs(place, heardNs(place, lock, 1 + Integer.numberOfTrailingZeros(mask)));
    } else {
      settle(place, lock, code);
    }
  }

  /** The mask without the beginnings whose first packet is too old. */
  private int inTime(int place, Lock lock, int mask, int position, long nowNs) {
    int kept = mask;
    for (int bits = mask; bits != 0; bits &= bits - 1) {
      int length = 1 + Integer.numberOfTrailingZeros(bits);
      if (nowNs - heardNs(place, lock, position, length) >= lock.windowNs) {
        kept &= ~(1 << length - 1);
      }
    }
    return kept;
  }

  private long heardNs(int place, Lock lock, int back) {
    return heardNs(place, lock, (int) table.extra(place, 0) & POSITION_BITS, back);
  }

  /** When the packet was heard that is so many packets back; 1 is the last one. */
  private long heardNs(int place, Lock lock, int position, int back) {
    int at = position - back;
    return table.extra(place, 1 + (at < 0 ? at + lock.codes.length : at));
  }

  private static int stage(int mask) {
    return 32 - Integer.numberOfLeadingZeros(mask);
  }

  @Override
  int lastCode(int place, Lock lock) {
    return (int) (table.extra(place, 0) >>> CODE_SHIFT) & CODE_BITS;
  }
}
