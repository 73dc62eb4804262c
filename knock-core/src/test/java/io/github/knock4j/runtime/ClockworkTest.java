// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.EngineLimits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ClockworkTest {

  private static final Door BRIEF =
      Door.named("brief").knock(tcp(7001)).openFor(ofSeconds(1)).build();
  private static final IpAddress VISITOR = IpAddress.parse("203.0.113.7");

  private final KeeperThreads threads = new KeeperThreads();
  private final RecordedAction action = new RecordedAction();
  private final Watch watch =
      new Watch(List.of(), EngineLimits.defaults().withAttempts(8), null, (guard, grant) -> {});

  @Test
  void doesNotSleepLongerBecauseItLookedForLong() throws Exception {
    Duration[] times = {Duration.ZERO, ofMillis(990), ofSeconds(1)};
    AtomicInteger reads = new AtomicInteger();
    LongSupplier clock = () -> times[Math.min(reads.getAndIncrement(), times.length - 1)].toNanos();
    try (Grants grants = grants();
        Clockwork clockwork = new Clockwork(clock, grants, watch, threads)) {
      grants.start(List.of());
      grants.opened(Guard.of(BRIEF, action), Grant.of(BRIEF, VISITOR, 0));
      action.assertNext("open " + VISITOR);

      long startNs = System.nanoTime();
      clockwork.start();
      action.assertNext("close " + VISITOR);

      assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(ofMillis(900));
    }
  }

  @Test
  void wakesForALeaseThatEndsBeforeItWouldLook() throws Exception {
    Door blink = Door.named("blink").knock(tcp(7002)).openFor(ofMillis(20)).build();
    AtomicReference<Runnable> changed = new AtomicReference<>(() -> {});
    CompletableFuture<Thread> looking = new CompletableFuture<>();
    LongSupplier clock = () -> {
      looking.complete(Thread.currentThread());
      return System.nanoTime();
    };
    try (Grants grants = grants(System::nanoTime, () -> changed.get().run());
        Clockwork clockwork = new Clockwork(clock, grants, watch, threads)) {
      changed.set(clockwork::leasesChanged);
      grants.start(List.of());
      clockwork.start();
      while (looking.get().getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }

      long startNs = System.nanoTime();
      grants.opened(Guard.of(blink, action), Grant.of(blink, VISITOR, startNs));
      action.assertNext("open " + VISITOR, "close " + VISITOR);

      assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(ofMillis(900));
    }
  }

  @Test
  void endsAtOnceThoughALockTookWhatWakesIt() throws Exception {
    AtomicReference<Clockwork> closing = new AtomicReference<>();
    CompletableFuture<Thread> closed = new CompletableFuture<>();
    LongSupplier clock = () -> {
      closing.get().close();
      LockSupport.park(); // as a lock does that somebody else holds
      closed.complete(Thread.currentThread());
      return 0;
    };
    try (Grants grants = grants();
        Clockwork clockwork = new Clockwork(clock, grants, watch, threads)) {
      closing.set(clockwork);

      clockwork.start();

      assertEndsWithoutAPause(closed.get());
    }
  }

  /** Fails if the thread is seen to sleep. */
  static void assertEndsWithoutAPause(Thread thread) {
    while (thread.isAlive()) {
      assertThat(thread.getState()).isNotEqualTo(Thread.State.TIMED_WAITING);
    }
  }

  private Grants grants() {
    return grants(() -> 0, () -> {});
  }

  private Grants grants(LongSupplier clock, Runnable changed) {
    return new Grants(
        Doorkeeper.watching(ScriptedSource.startingAt(0)),
        Journal.inMemory(),
        new Chronicle(new EventTeller(null, threads)),
        threads,
        clock,
        changed);
  }
}
