// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.InOrder;

@Timeout(20)
class ActionRunnerTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Door SSH =
      Door.named("ssh").knock(tcp(7001)).openFor(Duration.ofMinutes(10)).build();
  private static final Grant GRANT = Grant.of(SSH, IpAddress.parse("203.0.113.7"), 0);

  private final Map<Lease, Step> steps = new ConcurrentHashMap<>();
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<Step> succeeded = new LinkedBlockingQueue<>();
  private final BlockingQueue<Step> overdue = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> prevented = new LinkedBlockingQueue<>();
  private volatile boolean prepares = true;
  private volatile @Nullable Exception obstacle;
  private final CountDownLatch never = new CountDownLatch(1);
  private final DoorAction first = mock(DoorAction.class);
  private final DoorAction second = mock(DoorAction.class);
  private @Nullable ActionRunner runner;

  @AfterEach
  void end() {
    never.countDown();
    runner().close();
  }

  private ActionRunner runner() {
    return Objects.requireNonNull(runner);
  }

  private void start(int threads, Duration limit) {
    runner = new ActionRunner(threads, limit, new Work(), new KeeperThreads());
    runner.start();
  }

  private void submit(Phase phase, DoorAction... actions) {
    Guard guard = Guard.of(SSH, actions);
    Lease lease = new Lease(guard, GRANT);
    steps.put(lease, new Step(guard, phase, GRANT));
    runner().submit(lease);
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    return Objects.requireNonNull(queue.poll(10, TimeUnit.SECONDS), "nothing came");
  }

  private static DoorAction closing(DoorAction close) {
    return new DoorAction() {
      @Override
      public void open(Grant grant) {}

      @Override
      public void close(Grant grant) throws Exception {
        close.open(grant);
      }
    };
  }

  private void hang() {
    boolean released = false;
    while (!released) {
      try {
        never.await();
        released = true;
      } catch (InterruptedException ignored) {
        // as actions do that should not
      }
    }
  }

  private final class Work implements ActionRunner.Work {
    @Override
    public @Nullable Step begin(Lease lease) {
      return steps.get(lease);
    }

    @Override
    public boolean prepares() {
      return prepares;
    }

    @Override
    public void prepare(Lease lease, Step step) throws Exception {
      Exception thrown = obstacle;
      if (thrown != null) {
        throw thrown;
      }
    }

    @Override
    public void prevented(Lease lease, Step step, Throwable failure) {
      prevented.add(failure);
    }

    @Override
    public void overdue(Step step) {
      overdue.add(step);
    }

    @Override
    public void ended(Lease lease, Step step, @Nullable Throwable failure) {
      if (failure == null) {
        succeeded.add(step);
      } else {
        failures.add(failure);
      }
    }
  }

  @Test
  void opensNothingThatCannotBePreparedButRenewsAndClosesIt() throws Exception {
    start(1, LONG);
    obstacle = new IOException("disk full");

    submit(Phase.OPEN, first);
    submit(Phase.RENEW, first);
    submit(Phase.CLOSE, first);

    assertThat(next(prevented)).isSameAs(obstacle);
    assertThat(runner().awaitIdle(LONG)).isTrue();
    verify(first, never()).open(GRANT);
    verify(first).renew(GRANT);
    verify(first).close(GRANT);
  }

  @Test
  void opensAtOnceWhereNothingIsToBePrepared() throws Exception {
    start(1, LONG);
    prepares = false;
    obstacle = new IOException("asked for all the same");

    submit(Phase.OPEN, first);

    assertThat(next(succeeded).phase()).isEqualTo(Phase.OPEN);
    verify(first).open(GRANT);
  }

  @Test
  void opensInOrderAndClosesInTheOppositeOne() throws Exception {
    start(1, LONG);

    submit(Phase.OPEN, first, second);
    submit(Phase.RENEW, first, second);
    submit(Phase.CLOSE, first, second);

    assertThat(runner().awaitIdle(LONG)).isTrue();
    assertThat(succeeded).hasSize(3);
    InOrder order = inOrder(first, second);
    order.verify(first).open(GRANT);
    order.verify(second).open(GRANT);
    order.verify(first).renew(GRANT);
    order.verify(second).renew(GRANT);
    order.verify(second).close(GRANT);
    order.verify(first).close(GRANT);
  }

  @Test
  void opensNoFurtherThanTheActionThatFails() throws Exception {
    start(1, LONG);
    IOException failure = new IOException("no");
    doThrow(failure).when(first).open(GRANT);

    submit(Phase.OPEN, first, second);

    assertThat(next(failures)).isSameAs(failure);
    verify(second, never()).open(GRANT);
  }

  @Test
  void closesTheOthersWhenOneFails() throws Exception {
    start(1, LONG);
    doThrow(new IOException("no")).when(first).close(GRANT);
    doThrow(new AssertionError("never")).when(second).close(GRANT);

    submit(Phase.CLOSE, first, second);

    Throwable failure = next(failures);
    assertThat(failure).hasMessage("never");
    assertThat(failure.getSuppressed()).singleElement().isInstanceOf(IOException.class);
  }

  @Test
  void closesTheOthersWhenTwoFailWithTheSameException() throws Exception {
    start(1, LONG);
    DoorAction third = mock(DoorAction.class);
    IOException shared = new IOException("no");
    doThrow(shared).when(second).close(GRANT);
    doThrow(shared).when(third).close(GRANT);

    submit(Phase.CLOSE, first, second, third);

    assertThat(next(failures)).isSameAs(shared);
    verify(first).close(GRANT);
  }

  @Test
  void interruptsAnActionThatTakesTooLong() throws Exception {
    start(1, SHORT);

    submit(Phase.OPEN, grant -> never.await());

    assertThat(next(overdue).phase()).isEqualTo(Phase.OPEN);
    assertThat(next(failures))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("action took longer than PT0.02S")
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void givesEveryActionItsOwnTime() throws Exception {
    start(1, SHORT);
    doThrow(new IOException("no")).when(first).close(GRANT);
    DoorAction slow = closing(grant -> never.await());

    submit(Phase.CLOSE, first, slow, slow);

    assertThat(next(failures).getSuppressed()).hasSize(2);
    assertThat(next(overdue).phase()).isEqualTo(Phase.CLOSE);
    assertThat(next(overdue).phase()).isEqualTo(Phase.CLOSE);
    verify(first).close(GRANT);
  }

  @Test
  void leavesNoInterruptToTheNextAction() throws Exception {
    start(1, LONG);
    BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();

    submit(
        Phase.OPEN,
        grant -> Thread.currentThread().interrupt(),
        grant -> interrupted.add(Thread.currentThread().isInterrupted()));
    submit(Phase.OPEN, grant -> interrupted.add(Thread.currentThread().isInterrupted()));

    assertThat(next(interrupted)).isFalse();
    assertThat(next(interrupted)).isFalse();
  }

  @Test
  void replacesAThreadWhoseActionIgnoresTheInterrupt() throws Exception {
    start(1, SHORT);
    submit(Phase.OPEN, grant -> hang());
    submit(Phase.OPEN, grant -> hang());

    submit(Phase.CLOSE, first);

    assertThat(next(succeeded).phase()).isEqualTo(Phase.CLOSE);
    verify(first).close(GRANT);
    never.countDown();
    assertThat(runner().awaitIdle(LONG)).isTrue();
    assertThat(succeeded).hasSize(2);
  }

  @Test
  void survivesAnError() throws Exception {
    start(1, LONG);

    submit(Phase.OPEN, grant -> {
      throw new StackOverflowError();
    });
    submit(Phase.OPEN, first);

    assertThat(next(failures)).isInstanceOf(StackOverflowError.class);
    assertThat(next(succeeded).phase()).isEqualTo(Phase.OPEN);
  }

  @Test
  void doesNothingForALeaseThatHasNothingToDoAnyMore() {
    start(1, LONG);

    runner().submit(new Lease(Guard.of(SSH, first), GRANT));

    assertThat(runner().awaitIdle(LONG)).isTrue();
    assertThat(succeeded).isEmpty();
  }

  @Test
  void losesPatienceWhenNothingEnds() {
    start(1, LONG);

    submit(Phase.OPEN, grant -> never.await());

    assertThat(runner().awaitIdle(SHORT)).isFalse();
  }

  @Test
  void doesWhatWaitsBehindActionsThatHangWhenItIsInAHurry() throws Exception {
    start(2, LONG);
    CountDownLatch begun = new CountDownLatch(2);
    submit(Phase.OPEN, grant -> {
      begun.countDown();
      hang();
    });
    submit(Phase.OPEN, grant -> {
      begun.countDown();
      never.await();
    });
    submit(Phase.CLOSE, first);
    begun.await();
    assertThat(runner().awaitIdle(SHORT)).isFalse();

    runner().hurry();

    assertThat(next(succeeded).phase()).isEqualTo(Phase.CLOSE);
    assertThat(next(failures))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("keeper ends, action was interrupted");
    verify(first).close(GRANT);
  }

  @Test
  void waitsInSpiteOfAnInterruptAndRemembersIt() {
    start(1, LONG);
    CountDownLatch begun = new CountDownLatch(1);
    submit(Phase.CLOSE, closing(grant -> begun.await()));

    Thread.currentThread().interrupt();
    begun.countDown();
    boolean idle = runner().awaitIdle(LONG);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(idle).isTrue();
    assertThat(succeeded).hasSize(1);
  }

  @Test
  void takesNothingMoreOnceClosedAndIsIdleAllTheSame() throws Exception {
    start(1, LONG);
    runner().close();

    submit(Phase.OPEN, first);

    assertThat(runner().awaitIdle(LONG)).isTrue();
    verify(first, never()).open(GRANT);
  }

  @Test
  void closesEveryActionEvenWhenClosedInTheMidst() throws Exception {
    start(1, LONG);
    CountDownLatch begun = new CountDownLatch(1);
    submit(Phase.CLOSE, first, closing(grant -> {
      begun.countDown();
      never.await();
    }));
    begun.await();

    runner().close();

    assertThat(next(failures)).isInstanceOf(InterruptedException.class);
    verify(first).close(GRANT);
  }
}
