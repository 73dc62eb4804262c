// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import java.util.function.IntFunction;

/**
 * Attempts at doors whose knocks are all different. At most one beginning can match at a time, so
 * the stage and the time of the first knock are all there is to remember: 32 bytes.
 */
final class PlainAttempts extends Attempts {

  PlainAttempts(
      EngineLimits limits,
      Placement keys,
      IntFunction<Lock> lockAt,
      Openings openings,
      Tally tally) {
    super(limits, keys, lockAt, openings, tally);
  }

  @Override
  void match(int place, Lock lock, int code, long nowNs) {
    int stage = table.stage(place);
    if (stage > 0 && table.isOver(place, nowNs)) {
      tally.timedOut(lock, table, place, stage, nowNs);
      stage = 0;
    }
    int next = 0;
    if (lock.codes[stage] == code) {
      next = stage + 1;
    } else if (lock.codes[0] == code) {
      next = 1;
    }
    if (stage > 0 && next <= stage) {
      tally.reset(lock, table, place, stage, nowNs);
    }
    if (next == 1) {
      tally.started();
      table.timeNs(place, nowNs);
    }
    if (next == lock.codes.length) {
      complete(place, lock, nowNs);
      next = 0;
    } else if (next > 0) {
      tally.advanced(lock, table, place, next, nowNs);
    }
    if (next > 0) {
      table.stage(place, next);
    } else {
      settle(place, lock, code);
    }
  }

  @Override
  int lastCode(int place, Lock lock) {
    return lock.codes[Math.max(0, table.stage(place) - 1)];
  }
}
