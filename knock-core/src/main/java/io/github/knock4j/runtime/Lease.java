// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import org.jspecify.annotations.Nullable;

/**
 * One grant's life: what is wanted of its door, what the door is believed to be, and from these the
 * next step. Steps run one at a time; whatever happens meanwhile only changes what is wanted, so
 * nothing queues up and no close is lost. Guarded by the lock of {@link Leases}.
 */
final class Lease {

  /** The most openings of a door without a lease that wait for an earlier one's action to end. */
  private static final int MOST_WAITING = 16;

  private enum Belief {
    SHUT,
    OPEN,
    /** Opening failed: perhaps some of the actions did their part. */
    HALF_OPEN,
    /** Closing or renewing failed: it is closed once more before it is opened again. */
    STUCK
  }

  final Guard guard;
  private Grant grant;
  private Belief belief = Belief.SHUT;
  private boolean wanted;
  private int openings;
  private boolean renewal;
  private @Nullable Phase running;
  private int failedCloses;

  /** When {@link Leases} will look at this lease next, if it will. */
  @Nullable
  Long dueNs;

  Lease(Guard guard, Grant grant) {
    this.guard = guard;
    this.grant = grant;
  }

  Grant grant() {
    return grant;
  }

  /** Whether the visitor is to be let in, or was just now. */
  boolean isWanted() {
    return wanted;
  }

  /** How often closing has failed since it last succeeded. */
  int failedCloses() {
    return failedCloses;
  }

  /** Whether there is nothing left to do, now or later. */
  boolean isDone() {
    return running == null && !wanted && openings == 0 && belief == Belief.SHUT;
  }

  /** The visitor knocked, for the first time or again. Answers false if too much waits already. */
  boolean knocked(Grant newGrant) {
    boolean opening = openings > 0 || running == Phase.OPEN;
    boolean open = belief == Belief.OPEN && running != Phase.CLOSE;
    if (guard.door().hasLease() && (opening || open)) {
      renewal = true;
    } else if (openings < MOST_WAITING) {
      openings++;
    } else {
      return false;
    }
    wanted = guard.door().hasLease();
    grant = newGrant;
    return true;
  }

  /** The lease is over, or the keeper closes: whatever has not begun shall not begin. */
  void expire() {
    wanted = false;
    openings = 0;
    renewal = false;
  }

  /** Begins the next step, or answers null if one is running or nothing is to be done now. */
  @Nullable
  Phase begin() {
    if (running != null) {
      return null;
    }
    running = next();
    return running;
  }

  private @Nullable Phase next() {
    if (openings > 0) {
      if (belief == Belief.STUCK) {
        belief = Belief.HALF_OPEN;
        return Phase.CLOSE;
      }
      openings--;
      renewal = false;
      return Phase.OPEN;
    }
    if (renewal) {
      renewal = false;
      return Phase.RENEW;
    }
    return wanted || belief == Belief.SHUT ? null : Phase.CLOSE;
  }

  /** Ends the step that was begun. */
  void end(boolean succeeded) {
    Phase phase = running;
    running = null;
    if (phase == Phase.CLOSE) {
      failedCloses = succeeded ? 0 : failedCloses + 1;
      boolean reopening = openings > 0;
      belief = succeeded ? Belief.SHUT : reopening ? Belief.HALF_OPEN : Belief.STUCK;
    } else if (phase == Phase.RENEW) {
      belief = succeeded ? Belief.OPEN : Belief.STUCK;
    } else if (guard.door().hasLease()) {
      belief = succeeded ? Belief.OPEN : Belief.HALF_OPEN;
    }
  }
}
