// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts calls that take longer than any may. All have one limit, so the thread that looks after
 * them need not hear of a call that begins: if it looks once in that time, the call is due later than
 * its next look. A visitor does not wait while another thread is woken.
 *
 * <p>Thread-safe. A call is interrupted once its limit is over; of a limit that is shorter than 20
 * ms, perhaps only 20 ms after the call's beginning.
 */
final class TimeLimit implements AutoCloseable {

  /** What is told of calls that take too long. */
  interface Listener {
    /** A call was interrupted, and has not ended yet. Called before {@link #overdue}. */
    void late();

    /** The same, for people to read. */
    void overdue(Step step);

    /** A call that was late has ended. */
    void lateEnded();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  /** So that a very short limit does not keep a thread busy while nothing is called. */
  private static final long SHORTEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Duration limit;
  private final Listener listener;
  private final Thread thread;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  TimeLimit(Duration limit, Listener listener, KeeperThreads threads) {
    this.limit = limit;
    this.listener = listener;
    thread = threads.named("knock4j-watch").newThread(this::watch);
  }

  void start() {
    thread.start();
  }

  /** The thread that asks begins a call, which it must {@link Call#end}. */
  Call begin(Step step) {
    Call call = new Call(step, System.nanoTime() + limit.toNanos());
    calls.add(call);
    return call;
  }

  /** Interrupts all calls, as if their time were over. */
  void endAll(String why) {
    calls.forEach(call -> call.interrupt(why));
  }

  /** No call is interrupted any more: it is then without a limit, rather than not made at all. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    while (!closed) {
      long pauseNs = SHORTEST_PAUSE_NS;
      try {
        pauseNs = interruptLate(System.nanoTime());
      } catch (RuntimeException | Error e) {
        LOG.error("watch failed", e); // a log that throws must not end the watch
      }
      Thread.interrupted(); // nobody has reason to, and parking would not pause any more
      if (!closed) { // a lock that was waited for may have used up what close() woke this with
        LockSupport.parkNanos(pauseNs);
      }
    }
  }

  /** Answers how long it is at least until another call may be late. */
  private long interruptLate(long nowNs) {
    long pauseNs = Math.max(limit.toNanos(), SHORTEST_PAUSE_NS);
    for (Call call : calls) {
      long leftNs = call.dueNs - nowNs;
      if (leftNs > 0) {
        pauseNs = Math.min(pauseNs, leftNs);
      } else {
        call.interrupt("action took longer than " + limit);
      }
    }
    return pauseNs;
  }

  /** Makes sure that an interrupt which comes late does not hit the thread's next call. */
  final class Call {
    private final Thread caller = Thread.currentThread();
    private final Step step;
    private final long dueNs;
    private @Nullable String why;
    private boolean ended;

    private Call(Step step, long dueNs) {
      this.step = step;
      this.dueNs = dueNs;
    }

    private void interrupt(String reason) {
      synchronized (this) {
        if (ended || why != null) {
          return;
        }
        why = reason;
        caller.interrupt();
        listener.late();
      }
      listener.overdue(step);
    }

    /** Why it was interrupted; null if it was not. */
    synchronized @Nullable String why() {
      return why;
    }

    void end() {
      calls.remove(this);
      synchronized (this) {
        ended = true;
        Thread.interrupted();
        if (why != null) {
          listener.lateEnded();
        }
      }
    }
  }
}
