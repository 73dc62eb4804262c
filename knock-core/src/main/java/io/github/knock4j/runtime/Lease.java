// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One grant's life: what is wanted of its door, what the door is believed to be, and from these the
 * next step. Steps run one at a time; whatever happens meanwhile only changes what is wanted, so
 * nothing queues up and no close is lost. Guarded by the lock of {@link Leases}.
 *
 * <p>A door is never opened on top of an opening: what may still be open is closed first. If that
 * close fails, the door is opened all the same, for else a close that can never succeed (its rule was
 * flushed by someone else) would lock the visitor out.
 */
final class Lease {

  /** The most openings of a door without a lease that wait for an earlier one's action to end. */
  private static final int MOST_WAITING = 16;

  private enum Belief {
    SHUT,
    OPEN,
    /** A step failed: perhaps some of its actions did their part. */
    UNSURE
  }

  /** Whose actions opened the door, and so are to close it. */
  private Guard guard;

  /** Whose actions open it next. */
  private Guard newestGuard;

  /** What the door was last opened or renewed for. */
  private Grant grant;

  private Grant newestGrant;
  private Belief belief = Belief.SHUT;
  private boolean wanted;
  private final Deque<Grant> openings = new ArrayDeque<>(1);
  private boolean renewal;
  private @Nullable Step running;
  private int failedCloses;

  /** Whether closing before the opening that comes next has been tried, in vain. */
  private boolean closeTried;

  /** Whether {@link Leases} has asked for a thread to begin the next step. */
  boolean submitted;

  /**
   * The {@link Journal}'s file, once there is one. Belongs to whoever runs the steps: these come one
   * after the other.
   */
  @Nullable
  String file;

  /** When {@link Leases} will look at this lease next, if it will. */
  Leases.@Nullable Due due;

  Lease(Guard guard, Grant grant) {
    this.guard = guard;
    this.newestGuard = guard;
    this.grant = grant;
    this.newestGrant = grant;
  }

  /**
   * A lease that an earlier process left. If nobody knows whether it came to open the door, or the
   * door now has no lease, who knocks has it closed and opened, rather than renewed.
   */
  static Lease takenOver(Guard guard, Grant grant, String file, boolean isOpen) {
    Lease lease = new Lease(guard, grant);
    lease.file = file;
    lease.belief = isOpen && grant.door().hasLease() ? Belief.OPEN : Belief.UNSURE;
    lease.wanted = true;
    return lease;
  }

  /** The latest grant. */
  Grant grant() {
    return newestGrant;
  }

  /** Whether the visitor is to be let in for a time, and that is not over. */
  boolean isWanted() {
    return wanted;
  }

  /** How often closing has failed since it last succeeded. */
  int failedCloses() {
    return failedCloses;
  }

  /** Whether the door is open, as far as one can know, or just being opened; and is to stay so. */
  boolean isKept() {
    return wanted && (isRunning(Phase.OPEN) || belief != Belief.SHUT && !isRunning(Phase.CLOSE));
  }

  /** Whether there is nothing left to do, now or later. */
  boolean isDone() {
    return running == null && !wanted && openings.isEmpty() && belief == Belief.SHUT;
  }

  /** The visitor knocked, for the first time or again. Answers false if too much waits already. */
  boolean knocked(Guard newGuard, Grant newGrant) {
    if (wanted && !openings.isEmpty()) {
      openings.removeLast();
      openings.add(newGrant);
    } else if (isProlongedBy(newGuard)) {
      renewal = true;
    } else if (openings.size() < MOST_WAITING) {
      openings.add(newGrant);
    } else {
      return false;
    }
    wanted = newGrant.door().hasLease();
    newestGuard = newGuard;
    newestGrant = newGrant;
    return true;
  }

  /**
   * The lease is over. What was granted but has not begun is opened all the same, and then closed: in
   * a capture that is replayed, time runs ahead of the actions.
   */
  void expire() {
    wanted = false;
    renewal = false;
  }

  /** The keeper closes: whatever has not begun shall not begin. */
  void cancel() {
    expire();
    openings.clear();
  }

  /** The keeper closes and leaves the door as it is. */
  void keep() {
    cancel();
    wanted = true;
  }

  /** Begins the next step, or answers null if one is running or nothing is to be done now. */
  @Nullable
  Step begin() {
    Phase phase = next();
    if (phase == null) {
      return null;
    }
    if (phase == Phase.OPEN) {
      grant = openings.remove();
      guard = belief == Belief.SHUT ? newestGuard : guard;
      closeTried = false;
    } else if (phase == Phase.RENEW) {
      grant = newestGrant;
      renewal = false;
    }
    running = new Step(guard, phase, grant);
    return running;
  }

  /** What is to be done next; null if a step is running, or nothing is to be done. */
  @Nullable
  Phase next() {
    if (running != null) {
      return null;
    }
    if (!openings.isEmpty()) {
      return belief == Belief.SHUT || closeTried ? Phase.OPEN : Phase.CLOSE;
    }
    if (renewal) {
      return Phase.RENEW;
    }
    return wanted || belief == Belief.SHUT ? null : Phase.CLOSE;
  }

  /** Ends the step that was begun. */
  void end(Step step, boolean succeeded) {
    running = null;
    if (step.phase() == Phase.CLOSE) {
      failedCloses = succeeded ? 0 : failedCloses + 1;
      belief = succeeded ? Belief.SHUT : Belief.UNSURE;
      closeTried = !succeeded && !openings.isEmpty();
    } else if (step.grant().door().hasLease()) {
      belief = succeeded ? Belief.OPEN : Belief.UNSURE;
      if (!succeeded) {
        openInsteadOfRenewing();
      }
    }
  }

  /** Ends the opening that was begun: none of its actions was called. */
  void prevented() {
    running = null;
    openInsteadOfRenewing();
  }

  /** Who knocked meanwhile deserves another try, not the renewal of what did not open. */
  private void openInsteadOfRenewing() {
    if (renewal) {
      renewal = false;
      openings.add(newestGrant);
    }
  }

  /**
   * What the actions of another door opened is closed by them, and then opened anew: the new ones may
   * open something else. Only the sequence may have changed.
   */
  private boolean isProlongedBy(Guard newGuard) {
    return wanted
        && (isRunning(Phase.OPEN) || belief == Belief.OPEN)
        && newGuard.door().hasLease()
        && (newGuard.door().equals(guard.door()) || newGuard.actions().equals(guard.actions()));
  }

  private boolean isRunning(Phase phase) {
    return running != null && running.phase() == phase;
  }
}
