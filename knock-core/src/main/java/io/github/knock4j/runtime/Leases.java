// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All grants of a keeper: gives, renews and ends them, in time that is an argument. What opening and
 * closing take is done elsewhere: {@link Steps} is asked to run one step of a lease, and says later
 * how it went.
 *
 * <p>Thread-safe; no call blocks on an action. Bounded by the most grants that it is made for; each
 * takes some hundred bytes, and has at most one step under way.
 */
final class Leases {

  /** Runs steps, in any thread, and answers each with {@link Leases#ended}. */
  @FunctionalInterface
  interface Steps {
    void run(Lease lease, Phase phase, Grant grant);
  }

  private static final long FIRST_RETRY_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_RETRY_NS = TimeUnit.HOURS.toNanos(1);

  private record Key(Door door, IpAddress visitor) {}

  /** A moment at which a lease must be looked at, unless an earlier one has been found since. */
  private record Due(Lease lease, long dueNs) {}

  private final int most;
  private final Steps steps;
  private final Map<Key, Lease> leases = new HashMap<>();
  private final PriorityQueue<Due> dues =
      new PriorityQueue<>((a, b) -> Long.signum(a.dueNs() - b.dueNs()));

  Leases(int most, Steps steps) {
    this.most = most;
    this.steps = steps;
  }

  /**
   * A visitor has knocked.
   *
   * @return false if there are too many grants already
   */
  synchronized boolean knocked(Guard guard, Grant grant) {
    Key key = new Key(grant.door(), grant.visitor());
    Lease lease = leases.get(key);
    if (lease == null) {
      if (leases.size() >= most) {
        return false;
      }
      lease = new Lease(guard, grant);
      leases.put(key, lease);
    }
    if (!lease.knocked(grant)) {
      return false;
    }
    if (lease.isWanted()) {
      schedule(lease, grant.deadlineNs());
    }
    step(lease);
    return true;
  }

  /** Ends the grants whose deadline has come, and tries closes again whose time has come. */
  synchronized void advance(long nowNs) {
    for (Due due = dues.peek(); due != null && nowNs - due.dueNs() >= 0; due = dues.peek()) {
      dues.remove();
      Lease lease = due.lease();
      if (!Objects.equals(lease.dueNs, due.dueNs())) {
        continue;
      }
      lease.dueNs = null;
      if (lease.isWanted() && !lease.grant().isOver(nowNs)) {
        schedule(lease, lease.grant().deadlineNs());
      } else {
        lease.expire();
        step(lease);
      }
    }
  }

  /** How long until {@link #advance} has something to do: zero or more, at most the limit. */
  synchronized long untilDueNs(long nowNs, long limitNs) {
    Due due = dues.peek();
    return due == null ? limitNs : Math.max(0, Math.min(limitNs, due.dueNs() - nowNs));
  }

  /** A step that was asked for has been done, or has failed. */
  synchronized void ended(Lease lease, boolean succeeded, long nowNs) {
    lease.end(succeeded);
    boolean closeFailed = !succeeded && !lease.isWanted() && lease.failedCloses() > 0;
    if (closeFailed) {
      schedule(lease, nowNs + retryNs(lease.failedCloses()));
    } else {
      step(lease);
    }
  }

  /** Ends all grants, whatever their deadline. */
  synchronized void expireAll() {
    for (Lease lease : List.copyOf(leases.values())) {
      lease.expire();
      step(lease);
    }
  }

  /** Gives up what has not begun, and leaves open doors as they are. */
  synchronized List<Grant> abandon() {
    List<Grant> open = grants();
    leases.clear();
    dues.clear();
    return open;
  }

  synchronized List<Grant> grants() {
    List<Grant> grants = new ArrayList<>(leases.size());
    leases.values().forEach(lease -> grants.add(lease.grant()));
    return grants;
  }

  private void step(Lease lease) {
    @Nullable Phase phase = lease.begin();
    if (phase != null) {
      steps.run(lease, phase, lease.grant());
    } else if (lease.isDone()) {
      leases.remove(new Key(lease.grant().door(), lease.grant().visitor()), lease);
    }
  }

  /** One moment for each lease: a renewal moves the deadline, and the moment finds that out. */
  private void schedule(Lease lease, long dueNs) {
    if (lease.dueNs == null || dueNs - lease.dueNs < 0) {
      lease.dueNs = dueNs;
      dues.add(new Due(lease, dueNs));
    }
  }

  private static long retryNs(int failures) {
    int doublings = Math.min(failures - 1, 12);
    return Math.min(LAST_RETRY_NS, FIRST_RETRY_NS << doublings);
  }
}
