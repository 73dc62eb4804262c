// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.spi.DoorAction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls actions on a bounded pool of threads, and interrupts those that take too long. What waits for
 * a thread is bounded too: each lease waits for one at most.
 *
 * <p>An action may ignore the interrupt and hang. Its thread then no longer counts, and another one
 * takes its place, so that it keeps no other door from being closed; there is a bound to that, too.
 */
final class ActionRunner implements Leases.Steps, AutoCloseable {

  /** What there is to do, asked for and answered on the thread that does it. */
  interface Work {
    /** The lease's next step, or null if there is nothing to do any more. */
    @Nullable
    Step begin(Lease lease);

    /** Whether something must be done before actions are called. */
    boolean prepares();

    /** Does that; only an opening waits for its success. */
    void prepare(Lease lease, Step step) throws Exception;

    /** No action was called, because preparing to open failed. */
    void prevented(Lease lease, Step step, Throwable failure);

    /** The step took too long, and was interrupted; it has not ended yet. */
    void overdue(Step step);

    void ended(Lease lease, Step step, @Nullable Throwable failure);
  }

  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  private static final int MOST_OVERDUE = 256;

  private final int threads;
  private final Work work;
  private final ThreadPoolExecutor pool;
  private final TimeLimit limit;
  private long submitted;
  private long done;
  private int overdue;

  ActionRunner(int threads, Duration limit, Work work, KeeperThreads factory) {
    this.threads = threads;
    this.work = work;
    this.limit = new TimeLimit(limit, new Late(), factory);
    pool = new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        factory.named("knock4j-action"),
        (task, executor) -> stepDone());
  }

  /** Makes the threads, so that later none can be wanting when a door is to be closed. */
  void start() {
    pool.prestartAllCoreThreads();
    limit.start();
  }

  @Override
  public void submit(Lease lease) {
    execute(() -> {
      Step step = work.begin(lease);
      if (step != null) {
        perform(lease, step);
      }
    });
  }

  /** Calls something else in a step's name, under the same limit, and says how it went. */
  void submit(Step step, Call call, Consumer<@Nullable Throwable> ended) {
    execute(() -> ended.accept(call(step, call)));
  }

  /** Does something else on one of the threads. */
  void execute(Runnable task) {
    synchronized (this) {
      submitted++;
    }
    pool.execute(() -> {
      try {
        task.run();
      } finally {
        stepDone();
      }
    });
  }

  private synchronized void stepDone() {
    done++;
    notifyAll();
  }

  /**
   * Waits until nothing is under way; answers false if for so long nothing came to an end. An
   * interrupt does not shorten this: doors would stay open.
   */
  synchronized boolean awaitIdle(Duration patience) {
    boolean interrupted = false;
    long seen = done;
    long endNs = System.nanoTime() + patience.toNanos();
    while (done < submitted && endNs - System.nanoTime() > 0) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, endNs - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (seen != done) {
        seen = done;
        endNs = System.nanoTime() + patience.toNanos();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return done == submitted;
  }

  /** Interrupts what runs now, and has what waits behind it go on, as if its time were over. */
  void hurry() {
    limit.endAll("keeper ends, action was interrupted");
  }

  /** Interrupts what still runs, and takes nothing more. */
  @Override
  public void close() {
    pool.shutdownNow();
    limit.close();
  }

  private void perform(Lease lease, Step step) {
    Throwable obstacle = work.prepares() ? call(step, () -> work.prepare(lease, step)) : null;
    if (obstacle != null && step.phase() == Phase.OPEN) {
      work.prevented(lease, step, obstacle);
    } else {
      work.ended(lease, step, run(step));
    }
  }

  private @Nullable Throwable run(Step step) {
    List<DoorAction> actions = step.guard().actions();
    if (step.phase() == Phase.CLOSE) {
      return closeAll(actions, step);
    }
    for (DoorAction action : actions) {
      Throwable failure = call(step, () -> call(action, step));
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  /** Closes in the opposite order; one that fails keeps none of the others from being closed. */
  private @Nullable Throwable closeAll(List<DoorAction> actions, Step step) {
    Throwable first = null;
    for (int i = actions.size() - 1; i >= 0; i--) {
      DoorAction action = actions.get(i);
      Throwable failure = call(step, () -> call(action, step));
      if (first == null) {
        first = failure;
      } else if (failure != null && failure != first) {
        first.addSuppressed(failure);
      }
    }
    return first;
  }

  private static void call(DoorAction action, Step step) throws Exception {
    switch (step.phase()) {
      case OPEN -> action.open(step.grant());
      case RENEW -> action.renew(step.grant());
      case CLOSE -> action.close(step.grant());
    }
  }

  private @Nullable Throwable call(Step step, Call call) {
    TimeLimit.Call limited = limit.begin(step);
    try {
      call.run();
      return null;
    } catch (Throwable failure) { // also an Error: the lease must learn of it all the same
      String why = limited.why();
      return why == null ? failure : tooLong(why, failure);
    } finally {
      limited.end();
    }
  }

  private static TimeoutException tooLong(String why, Throwable failure) {
    TimeoutException tooLong = new TimeoutException(why);
    tooLong.initCause(failure);
    return tooLong;
  }

  /** Lends the pool a thread for each one that is stuck, or takes it back. */
  private synchronized void lend(int more) {
    overdue += more;
    int size = threads + Math.min(overdue, MOST_OVERDUE);
    if (more > 0) {
      pool.setMaximumPoolSize(size);
      pool.setCorePoolSize(size);
    } else {
      pool.setCorePoolSize(size);
      pool.setMaximumPoolSize(size);
    }
  }

  private final class Late implements TimeLimit.Listener {

    @Override
    public void late() {
      lend(1);
    }

    @Override
    public void overdue(Step step) {
      work.overdue(step);
    }

    @Override
    public void lateEnded() {
      lend(-1);
    }
  }
}
