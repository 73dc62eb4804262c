// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.Explanation.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens to attempts and tells the listener, re-pointing one view at each event. The
 * view reads the visitor's address only if it is asked for it.
 */
final class Tally implements AttemptView {

  private final KnockListener listener;

  private @Nullable Explainer explainer;
  private @Nullable Lock lock;
  private @Nullable Places in;
  private int place;
  private int stage;
  private long nowNs;

  private long packets;
  private long noise;
  private long changes;
  private long retransmitted;
  private long started;
  private long advanced;
  private long opened;
  private long cooled;
  private long timedOut;
  private long reset;
  private long evicted;
  private long withdrawn;

  Tally(KnockListener listener) {
    this.listener = listener;
  }

  void explainTo(@Nullable Explainer explainer) {
    this.explainer = explainer;
  }

  /** Grows with everything that happens to an attempt. */
  long changes() {
    return changes;
  }

  void packet(boolean changedSomething) {
    packets++;
    if (!changedSomething) {
      noise++;
    }
  }

  void retransmitted(Lock lock, Places in, int place, int stage) {
    // Every client sends a knock again; it matters only where the door wants that knock twice.
    if (stage > 0 && lock.codes[stage] == lock.codes[stage - 1]) {
      explain(lock, in, place, Outcome.RETRANSMISSION, stage);
    }
    retransmitted++;
  }

  void started() {
    started++;
    changes++;
  }

  void advanced(Lock lock, Places in, int place, int stage, long nowNs) {
    explain(lock, in, place, Outcome.IN_PROGRESS, stage);
    advanced++;
    changes++;
    listener.onAdvanced(pointedAt(lock, in, place, stage, nowNs));
  }

  void opened(Lock lock, Places in, int place, long nowNs) {
    explain(lock, in, place, Outcome.OPENED, lock.codes.length);
    opened++;
    changes++;
    listener.onOpened(Grant.of(lock.door, IpAddress.ofBits(in.high(place), in.low(place)), nowNs));
  }

  void cooled(Lock lock, Places in, int place) {
    explain(lock, in, place, Outcome.COOLING_DOWN, lock.codes.length);
    cooled++;
    changes++;
  }

  void timedOut(Lock lock, Places in, int place, int stage, long nowNs) {
    explain(lock, in, place, Outcome.TOO_SLOW, stage);
    timedOut++;
    changes++;
    listener.onTimedOut(pointedAt(lock, in, place, stage, nowNs));
  }

  void reset(Lock lock, Places in, int place, int stage, long nowNs) {
    explain(lock, in, place, Outcome.WRONG_KNOCK, stage);
    reset++;
    changes++;
    listener.onReset(pointedAt(lock, in, place, stage, nowNs));
  }

  void evicted(Lock lock, Places in, int place, int stage, long nowNs) {
    explain(lock, in, place, Outcome.EVICTED, stage);
    evicted++;
    changes++;
    listener.onEvicted(pointedAt(lock, in, place, stage, nowNs));
  }

  void withdrawn() {
    withdrawn++;
  }

  EngineCounters counters() {
    long live = started - opened - cooled - timedOut - reset - evicted - withdrawn;
    return new EngineCounters(
        packets,
        noise,
        retransmitted,
        started,
        advanced,
        opened,
        cooled,
        timedOut,
        reset,
        evicted,
        withdrawn,
        live);
  }

  private void explain(Lock lock, Places in, int place, Outcome outcome, int stage) {
    if (explainer != null) {
      explainer.tell(lock, in.high(place), in.low(place), outcome, stage);
    }
  }

  private AttemptView pointedAt(Lock lock, Places in, int place, int stage, long nowNs) {
    this.lock = lock;
    this.in = in;
    this.place = place;
    this.stage = stage;
    this.nowNs = nowNs;
    return this;
  }

  /** Points at nothing: the table of the last event may be out of use, and would stay in memory. */
  void lookAway() {
    in = null;
  }

  private Places pointedIn() {
    return Objects.requireNonNull(in, "view must be read during the call that hands it over");
  }

  @Override
  public Door door() {
    return Objects.requireNonNull(lock, "told of nothing yet").door;
  }

  @Override
  public long visitorHigh() {
    return pointedIn().high(place);
  }

  @Override
  public long visitorLow() {
    return pointedIn().low(place);
  }

  @Override
  public int stage() {
    return stage;
  }

  @Override
  public long nowNs() {
    return nowNs;
  }
}
