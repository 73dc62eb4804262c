// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends leases in time; and comes past attempts that timed out, for those who listen. Sleeps until the
 * next lease is over, a second at most.
 *
 * <p>Who changes leases wakes it only if it would sleep too long. A lease that begins hardly ever ends
 * before the second is over, and waking a thread takes time just when a visitor waits.
 */
final class Clockwork implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
  /** The longest sleep: what is due later need not be told. */
  static final long TICK_NS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier clock;
  private final Grants grants;
  private final Watch watch;
  private final Thread thread;
  private volatile boolean closed;

  /** When it looks next, by the clock. Means something only while it does not look. */
  private volatile long looksNs;

  private volatile boolean looks = true;

  Clockwork(LongSupplier clock, Grants grants, Watch watch, KeeperThreads threads) {
    this.clock = clock;
    this.grants = grants;
    this.watch = watch;
    thread = threads.named("knock4j-clock").newThread(this::run);
  }

  void start() {
    thread.start();
  }

  /** Something may be due earlier than before. From any thread. */
  void leasesChanged() {
    if (looks) {
      LockSupport.unpark(thread); // it may have looked at what was changed before that happened
      return;
    }
    long nowNs = clock.getAsLong();
    long sleepsNs = looksNs - nowNs;
    if (sleepsNs <= 0 || grants.untilDueNs(nowNs, TICK_NS) < sleepsNs) {
      LockSupport.unpark(thread);
    }
  }

  /** Returns at once; the thread ends soon. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long sweptNs = System.nanoTime();
    while (!closed) {
      long pauseNs = TICK_NS;
      try {
        looks = true;
        long nowNs = clock.getAsLong();
        grants.advance(nowNs);
        if (System.nanoTime() - sweptNs >= TICK_NS) {
          sweptNs = System.nanoTime();
          watch.sweep(nowNs);
        }
        nowNs = clock.getAsLong(); // what came before may have taken its time
        pauseNs = grants.untilDueNs(nowNs, TICK_NS);
        looksNs = nowNs + pauseNs;
        looks = false;
        // Nobody has reason to interrupt this thread, and parking would not pause any more.
        Thread.interrupted();
      } catch (RuntimeException | Error e) {
        // Without this thread no lease would ever end.
        LOG.error("clock failed", e);
      }
      if (!closed) { // a lock that was waited for may have used up what close() woke this with
        LockSupport.parkNanos(pauseNs);
      }
    }
  }
}
