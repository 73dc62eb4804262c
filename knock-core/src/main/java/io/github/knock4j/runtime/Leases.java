// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All grants of a keeper: gives, renews and ends them, in time that is an argument. What opening and
 * closing take is done elsewhere: {@link Steps} hears of a lease that has something to do, {@link
 * #begin} decides what that is when a thread is free for it, and {@link #ended} says how it went.
 * What is decided so late is never out of date: of knocks that come while a lease waits for a thread,
 * the last one counts, and when the keeper closes, nothing is opened only to be closed.
 *
 * <p>Thread-safe; no call blocks on an action. Bounded by the most grants that it is made for; each
 * takes some hundred bytes, and waits for at most one thread.
 */
final class Leases {

  /** Finds threads for leases. Called under the lock of {@link Leases}. */
  @FunctionalInterface
  interface Steps {
    /** Has some thread {@link Leases#begin} a step of this lease soon, once for each call. */
    void submit(Lease lease);
  }

  private static final long FIRST_RETRY_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_RETRY_NS = TimeUnit.HOURS.toNanos(1);

  /** By name: a door whose sequence has changed is still the same to who is inside. */
  private record Key(String door, IpAddress visitor) {
    static Key of(Grant grant) {
      return new Key(grant.door().name(), grant.visitor());
    }

    // Written out: what a record has by itself takes a visitor's time until it is compiled.
    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && visitor.equals(that.visitor) && door.equals(that.door);
    }

    @Override
    public int hashCode() {
      return 31 * visitor.hashCode() + door.hashCode();
    }
  }

  /** A moment at which a lease must be looked at; the number tells those of one moment apart. */
  record Due(Lease lease, long dueNs, long number) {}

  // By subtraction: the clock may wrap, and no two moments are half its range apart.
  private static final Comparator<Due> BY_TIME = (a, b) -> {
    long apartNs = a.dueNs() - b.dueNs();
    return apartNs == 0 ? Long.compare(a.number(), b.number()) : Long.signum(apartNs);
  };

  private final int most;
  private final Steps steps;
  private final Map<Key, Lease> leases = new HashMap<>();
  private final TreeSet<Due> dues = new TreeSet<>(BY_TIME);
  private long scheduled;
  private boolean closed;

  Leases(int most, Steps steps) {
    this.most = most;
    this.steps = steps;
  }

  /**
   * A visitor has knocked.
   *
   * @return false if there are too many grants already, or no more are to be given
   */
  synchronized boolean knocked(Guard guard, Grant grant) {
    Lease lease = leases.get(Key.of(grant));
    if (closed || lease == null && leases.size() >= most) {
      return false;
    }
    if (lease == null) {
      lease = new Lease(guard, grant);
      leases.put(Key.of(grant), lease);
    }
    if (!lease.knocked(guard, grant)) {
      return false;
    }
    if (lease.isWanted()) {
      schedule(lease, grant.deadlineNs());
    }
    proceed(lease);
    return true;
  }

  /** Whether the visitor has a grant at this door. */
  synchronized boolean has(Grant grant) {
    return leases.containsKey(Key.of(grant));
  }

  /** Goes on with a grant that an earlier process gave; there may then be more than the most. */
  synchronized void takeOver(Lease lease) {
    leases.put(Key.of(lease.grant()), lease);
    schedule(lease, lease.grant().deadlineNs());
  }

  /** Ends the grants whose deadline has come, and tries closes again whose time has come. */
  synchronized void advance(long nowNs) {
    while (!dues.isEmpty() && nowNs - dues.first().dueNs() >= 0) {
      Lease lease = dues.first().lease();
      unschedule(lease);
      lease.expire();
      proceed(lease);
    }
  }

  /** How long until {@link #advance} has something to do: zero or more, at most the limit. */
  synchronized long untilDueNs(long nowNs, long limitNs) {
    return dues.isEmpty() ? limitNs : Math.max(0, Math.min(limitNs, dues.first().dueNs() - nowNs));
  }

  /** A thread is free for a lease: answers what it is to do, or null if that is nothing any more. */
  synchronized @Nullable Step begin(Lease lease) {
    lease.submitted = false;
    Step step = lease.begin();
    forgetIfDone(lease);
    return step;
  }

  /** A step has been done, or has failed. */
  synchronized void ended(Lease lease, Step step, boolean succeeded, long nowNs) {
    lease.end(step, succeeded);
    if (step.phase() == Phase.CLOSE && !succeeded && lease.next() == Phase.CLOSE) {
      schedule(lease, nowNs + retryNs(lease.failedCloses()));
    } else {
      proceed(lease);
    }
  }

  /** An opening could not begin: its actions were not called. */
  synchronized void prevented(Lease lease) {
    lease.prevented();
    proceed(lease);
  }

  /** Ends all grants, whatever their deadline, and gives no more. */
  synchronized void endAll() {
    closed = true;
    for (Lease lease : List.copyOf(leases.values())) {
      unschedule(lease);
      lease.cancel();
      proceed(lease);
    }
  }

  /** Lets go of open doors as they are, and gives no more grants. Those that are over remain. */
  synchronized List<Grant> keepAll() {
    closed = true;
    List<Grant> kept = new ArrayList<>();
    for (Lease lease : List.copyOf(leases.values())) {
      if (lease.isKept()) {
        lease.keep();
        unschedule(lease);
        leases.remove(Key.of(lease.grant()));
        kept.add(lease.grant());
      }
    }
    return kept;
  }

  synchronized List<Grant> grants() {
    List<Grant> grants = new ArrayList<>(leases.size());
    leases.values().forEach(lease -> grants.add(lease.grant()));
    return grants;
  }

  /** Whether nothing is remembered of anyone. */
  synchronized boolean isEmpty() {
    return leases.isEmpty() && dues.isEmpty();
  }

  private void proceed(Lease lease) {
    if (!lease.submitted && lease.next() != null) {
      lease.submitted = true;
      steps.submit(lease);
    }
    forgetIfDone(lease);
  }

  private void forgetIfDone(Lease lease) {
    if (lease.isDone()) {
      unschedule(lease);
      leases.remove(Key.of(lease.grant()), lease);
    }
  }

  /** Each lease has one moment at most: the latest one set. */
  private void schedule(Lease lease, long dueNs) {
    unschedule(lease);
    lease.due = new Due(lease, dueNs, scheduled++);
    dues.add(lease.due);
  }

  private void unschedule(Lease lease) {
    if (lease.due != null) {
      dues.remove(lease.due);
      lease.due = null;
    }
  }

  private static long retryNs(int failures) {
    int doublings = Math.min(failures - 1, 12);
    return Math.min(LAST_RETRY_NS, FIRST_RETRY_NS << doublings);
  }
}
