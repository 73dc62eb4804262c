// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.github.knock4j.Grant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doors that earlier processes left open: each goes on as soon as a door of its name is guarded.
 * Until then its file stays where it is. Thread-safe.
 */
final class Leftovers {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  private final Journal journal;
  private final Leases leases;
  private final Chronicle chronicle;
  private final LongSupplier clock;

  /** Those whose doors are not guarded. */
  private final List<Journal.Left> unguarded = new ArrayList<>();

  /** @param clock what stamps grants */
  Leftovers(Journal journal, Leases leases, Chronicle chronicle, LongSupplier clock) {
    this.journal = journal;
    this.leases = leases;
    this.chronicle = chronicle;
    this.clock = clock;
  }

  /** Reads what there is. To be called once, before the first knock. */
  synchronized void read() throws IOException {
    unguarded.addAll(journal.left());
    // Of two leases of one door and visitor, the longer one counts.
    unguarded.sort(Comparator.comparingLong(journal::remainingMs).reversed());
  }

  /** Goes on with what was left of these doors. Answers whether there was any. */
  synchronized boolean adopt(Collection<Guard> guards) {
    Map<String, Guard> byName = new HashMap<>();
    guards.forEach(guard -> byName.put(guard.door().name(), guard));
    return unguarded.removeIf(left -> {
      Guard guard = byName.get(left.lease().door());
      if (guard != null) {
        resume(left, guard);
      }
      return guard != null;
    });
  }

  /** Warns of those that nobody goes on with. */
  synchronized void warn() {
    Map<String, List<Journal.Left>> byDoor = new TreeMap<>();
    for (Journal.Left left : unguarded) {
      byDoor.computeIfAbsent(left.lease().door(), door -> new ArrayList<>()).add(left);
    }
    byDoor.forEach((door, left) -> LOG.error(
        "door may be open and is not guarded, leases kept door={} leases={} first={}",
        door,
        left.size(),
        left.get(0).file()));
  }

  private void resume(Journal.Left left, Guard guard) {
    long remainingMs = Math.max(0, journal.remainingMs(left));
    long deadlineNs = clock.getAsLong() + MILLISECONDS.toNanos(remainingMs);
    long openedNs = deadlineNs - MILLISECONDS.toNanos(left.lease().leaseMs());
    Grant grant = new Grant(guard.door(), left.lease().visitor(), openedNs, deadlineNs);
    if (leases.has(grant)) {
      cover(left, grant);
      return;
    }
    guard.resume(grant); // before the first step, which may come at once
    leases.takeOver(Lease.takenOver(guard, grant, left.file(), journal.isOpen(left)));
    chronicle.resumed(grant, Duration.ofMillis(remainingMs));
  }

  private void cover(Journal.Left left, Grant grant) {
    try {
      journal.covered(left);
    } catch (IOException e) {
      chronicle.journalFailed(grant, e);
    }
  }
}
