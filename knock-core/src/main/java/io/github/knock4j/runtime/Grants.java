// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that follows an opening: leases, the actions of each step, and the journal around them.
 * Thread-safe; no call waits for an action, except those that say so.
 */
final class Grants implements AutoCloseable {

  private static final int CLOSE_ATTEMPTS = 3;

  private final Journal journal;
  private final Chronicle chronicle;
  private final LongSupplier clock;
  private final Runnable changed;
  private final ActionRunner runner;
  private final Leases leases;
  private final Leftovers leftovers;
  private final OnceAMinute tidying = new OnceAMinute();

  /**
   * @param clock what stamps grants
   * @param changed told after something that may be due earlier than before, within {@link
   *     Clockwork#TICK_NS}
   */
  Grants(
      Doorkeeper.Builder settings,
      Journal journal,
      Chronicle chronicle,
      KeeperThreads threads,
      LongSupplier clock,
      Runnable changed) {
    this.journal = journal;
    this.chronicle = chronicle;
    this.clock = clock;
    this.changed = changed;
    runner = new ActionRunner(settings.actionThreads, settings.actionLimit, new Work(), threads);
    leases = new Leases(settings.mostGrants, runner);
    leftovers = new Leftovers(journal, leases, chronicle, clock);
  }

  /** Goes on with what earlier processes left. */
  void start(Collection<Guard> guards) throws IOException {
    runner.start();
    leftovers.read();
    adopt(guards);
    leftovers.warn();
  }

  /** Goes on with what was left of doors that are guarded from now on. */
  void adopt(Collection<Guard> guards) {
    if (leftovers.adopt(guards)) {
      leases.advance(clock.getAsLong());
      changed.run();
    }
  }

  /** A door opens to a visitor. */
  void opened(Guard guard, Grant grant) {
    // First ends what is over by now, so that a knock after the deadline opens instead of renewing.
    leases.advance(grant.openedNs());
    if (!leases.knocked(guard, grant)) {
      chronicle.refused(grant);
    } else if (grant.door().hasLease() && grant.isOver(clock.getAsLong() + Clockwork.TICK_NS)) {
      changed.run();
    }
  }

  /** A door opens to a visitor once something has been done, on a thread for actions. */
  void openedAfter(Step step, ActionRunner.Call call) {
    runner.submit(step, call, failure -> {
      if (failure == null) {
        opened(step.guard(), step.grant());
      } else {
        chronicle.failed(step, failure);
      }
    });
  }

  void advance(long nowNs) {
    leases.advance(nowNs);
    if (journal.isUntidy() && tidying.isTime(nowNs)) {
      runner.execute(journal::tidy);
    }
  }

  long untilDueNs(long nowNs, long limitNs) {
    return leases.untilDueNs(nowNs, limitNs);
  }

  List<Grant> list() {
    return leases.grants();
  }

  /** Waits until no action runs or waits; false if for so long none came to an end. */
  boolean awaitIdle(Duration patience) {
    return runner.awaitIdle(patience);
  }

  /** Closes all doors, or leaves them as they are. Waits for that. */
  void end(boolean keeping, Duration patience) {
    List<Grant> kept = keeping ? leases.keepAll() : List.of();
    boolean idle = true;
    for (int i = 0; i < CLOSE_ATTEMPTS && idle && (i == 0 || !leases.isEmpty()); i++) {
      leases.endAll();
      idle = awaitIdle(patience) || awaitInAHurry(patience);
    }
    kept.forEach(chronicle::keptOpen);
    leases.grants().stream().filter(grant -> grant.door().hasLease()).forEach(chronicle::leftOpen);
  }

  /** Lets no action that hangs keep those behind it from closing their doors. */
  private boolean awaitInAHurry(Duration patience) {
    runner.hurry();
    return awaitIdle(patience);
  }

  /** Interrupts the actions that still run. */
  @Override
  public void close() {
    runner.close();
    journal.tidy();
    journal.close();
  }

  /** What the action threads ask, and answer. */
  private final class Work implements ActionRunner.Work {

    @Override
    public @Nullable Step begin(Lease lease) {
      return leases.begin(lease);
    }

    @Override
    public boolean prepares() {
      return journal.writes();
    }

    @Override
    public void prepare(Lease lease, Step step) throws IOException {
      switch (step.phase()) {
        case OPEN -> {
          try {
            if (step.grant().door().hasLease()) {
              journal.opening(lease, step.grant(), clock.getAsLong());
            }
          } catch (IOException e) {
            throw new IOException("lease cannot be written, door stays shut: " + e.getMessage(), e);
          }
        }
        case RENEW -> {
          try {
            journal.renewing(lease, step.grant(), clock.getAsLong());
          } catch (IOException e) {
            chronicle.journalFailed(step.grant(), e);
          }
        }
        case CLOSE -> journal.closing(lease);
      }
    }

    @Override
    public void prevented(Lease lease, Step step, Throwable failure) {
      try {
        chronicle.failed(step, failure);
      } finally {
        leases.prevented(lease);
        changed.run();
      }
    }

    @Override
    public void overdue(Step step) {
      chronicle.overdue(step);
    }

    @Override
    public void ended(Lease lease, Step step, @Nullable Throwable failure) {
      try {
        if (failure == null) {
          writeDown(lease, step);
          chronicle.succeeded(step);
        } else {
          chronicle.failed(step, failure);
        }
      } finally { // a log that throws must not cost a close
        leases.ended(lease, step, failure == null, clock.getAsLong());
        changed.run();
      }
    }

    private void writeDown(Lease lease, Step step) {
      if (step.phase() != Phase.CLOSE) {
        journal.opened(lease);
        return;
      }
      try {
        journal.closed(lease);
      } catch (IOException e) {
        chronicle.journalFailed(step.grant(), e);
      }
    }
  }
}
