// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import io.github.knock4j.spi.DoorAction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls actions on a bounded pool of threads, and interrupts those that take too long. What waits for
 * a thread is bounded too: each lease has at most one step under way.
 */
final class ActionRunner implements Leases.Steps, AutoCloseable {

  /** What there is to do, asked for and answered on the thread that does it. */
  interface Work {
    /** The lease's next step, or null if there is nothing to do any more. */
    @Nullable
    Step begin(Lease lease);

    void ended(Lease lease, Step step, @Nullable Throwable failure);
  }

  private final Work work;
  private final long limitNs;
  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor watch;
  private int pending;

  ActionRunner(int threads, Duration limit, Work work) {
    this.work = work;
    limitNs = limit.toNanos();
    pool = new ThreadPoolExecutor(
        threads,
        threads,
        10,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        KeeperThreads.named("knock4j-action"));
    pool.allowCoreThreadTimeOut(true);
    watch = new ScheduledThreadPoolExecutor(1, KeeperThreads.named("knock4j-watch"));
    watch.setRemoveOnCancelPolicy(true);
    watch.setKeepAliveTime(10, TimeUnit.SECONDS);
    watch.allowCoreThreadTimeOut(true);
  }

  @Override
  public void submit(Lease lease) {
    synchronized (this) {
      pending++;
    }
    pool.execute(() -> {
      try {
        Step step = work.begin(lease);
        if (step != null) {
          work.ended(lease, step, call(step.guard().actions(), step.phase(), step.grant()));
        }
      } finally {
        stepEnded();
      }
    });
  }

  private synchronized void stepEnded() {
    pending--;
    notifyAll();
  }

  /** Waits until no step is under way; answers false if that took too long. */
  synchronized boolean awaitIdle(Duration limit) throws InterruptedException {
    long endNs = System.nanoTime() + limit.toNanos();
    while (pending > 0) {
      long leftNs = endNs - System.nanoTime();
      if (leftNs <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNs);
    }
    return true;
  }

  /** Interrupts what still runs, and takes nothing more. */
  @Override
  public void close() {
    pool.shutdownNow();
    watch.shutdownNow();
  }

  private @Nullable Throwable call(List<DoorAction> actions, Phase phase, Grant grant) {
    Running running = new Running(Thread.currentThread());
    ScheduledFuture<?> alarm = watch.schedule(running::interrupt, limitNs, TimeUnit.NANOSECONDS);
    try {
      if (phase == Phase.CLOSE) {
        closeAll(actions, grant);
      } else {
        for (DoorAction action : actions) {
          if (phase == Phase.OPEN) {
            action.open(grant);
          } else {
            action.renew(grant);
          }
        }
      }
      return null;
    } catch (Throwable failure) { // also an Error: the lease must learn of it all the same
      return failure;
    } finally {
      alarm.cancel(false);
      running.end();
    }
  }

  /** Closes in the opposite order; one that fails keeps none of the others from being closed. */
  private static void closeAll(List<DoorAction> actions, Grant grant) throws Throwable {
    Throwable failure = null;
    for (int i = actions.size() - 1; i >= 0; i--) {
      try {
        actions.get(i).close(grant);
      } catch (Throwable thrown) {
        if (failure == null) {
          failure = thrown;
        } else {
          failure.addSuppressed(thrown);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Makes sure that an alarm which comes late does not hit the thread's next step. */
  private static final class Running {
    private final Thread thread;
    private boolean ended;

    Running(Thread thread) {
      this.thread = thread;
    }

    synchronized void interrupt() {
      if (!ended) {
        thread.interrupt();
      }
    }

    synchronized void end() {
      ended = true;
      Thread.interrupted();
    }
  }
}
