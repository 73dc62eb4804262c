// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TimeLimitTest {

  private static final Door SSH = Door.named("ssh").knock(tcp(7001)).build();
  private static final Step STEP = new Step(
      Guard.of(SSH, grant -> {}), Phase.OPEN, Grant.of(SSH, IpAddress.parse("203.0.113.7"), 0));

  private final AtomicReference<TimeLimit> closing = new AtomicReference<>();
  private final CompletableFuture<Thread> closed = new CompletableFuture<>();

  @Test
  void endsAtOnceThoughALockTookWhatWakesIt() {
    try (TimeLimit limit =
        new TimeLimit(Duration.ofMillis(100), new Closing(), new KeeperThreads())) {
      closing.set(limit);
      limit.start();

      TimeLimit.Call call = limit.begin(STEP);
      Thread watch = closed.join();

      ClockworkTest.assertEndsWithoutAPause(watch);
      call.end();
      assertThat(call.why()).isEqualTo("action took longer than PT0.1S");
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  /** Closes when a call is late, and takes what wakes the thread. */
  private final class Closing implements TimeLimit.Listener {

    @Override
    public void late() {}

    @Override
    public void overdue(Step step) {
      closing.get().close();
      LockSupport.park(); // as a lock does that somebody else holds
      closed.complete(Thread.currentThread());
    }

    @Override
    public void lateEnded() {}
  }
}
