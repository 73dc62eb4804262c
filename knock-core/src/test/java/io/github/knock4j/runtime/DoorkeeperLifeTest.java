// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.Tries.assertPrompt;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.github.knock4j.Door;
import io.github.knock4j.runtime.DoorkeeperEvent.Closed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.ArgumentCaptor;

/** How a Doorkeeper starts, changes its doors, and ends. */
@Timeout(30)
class DoorkeeperLifeTest {

  private static final String VISITOR = "203.0.113.7";
  private static final String OTHER = "203.0.113.8";
  private static final Door SSH = Door.named("ssh")
      .knock(tcp(47_011))
      .knock(udp(38_022))
      .knock(tcp(59_033))
      .openFor(ofMinutes(10))
      .build();
  private static final Door WEB = Door.named("web")
      .knock(tcp(41_011))
      .knock(tcp(52_022))
      .openFor(ofMinutes(10))
      .build();

  private final ScriptedSource source = ScriptedSource.startingAt(0);
  private final ScriptedSource second = ScriptedSource.startingAt(0);
  private final RecordedAction action = new RecordedAction();
  private final RecordedAction newAction = new RecordedAction();
  private final BlockingQueue<DoorkeeperEvent> events = new LinkedBlockingQueue<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void leavesNoThread() throws Exception {
    release.countDown();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("knock4j-")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  private Doorkeeper.Builder keeper() {
    return Doorkeeper.watching(source, second).onEvent(events::add).lastWords(ofSeconds(10));
  }

  private <T extends DoorkeeperEvent> void await(Class<T> kind) throws InterruptedException {
    assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(kind);
  }

  /** An action that runs until it is released. */
  private void runLong() throws InterruptedException {
    running.countDown();
    release.await();
  }

  private static Duration timeToClose(Doorkeeper keeper) {
    long startNs = System.nanoTime();
    keeper.close();
    return Duration.ofNanos(System.nanoTime() - startNs);
  }

  @Test
  void startsAllSourcesOrNone() {
    IOException failure = new IOException("no privilege");
    second.refusing(failure);

    assertThatThrownBy(() -> keeper().guard(SSH, action).start()).isSameAs(failure);

    assertThat(source.isClosed()).isTrue();
    assertThat(second.isClosed()).isTrue();
  }

  @Test
  void closesTheOtherSourcesWhenANativeLibraryIsMissing() throws Exception {
    PacketSource broken = mock(PacketSource.class);
    doThrow(new UnsatisfiedLinkError("no pcap")).when(broken).start(any(), any());

    assertThatThrownBy(
            () -> Doorkeeper.watching(source, broken).guard(SSH, action).start())
        .isInstanceOf(UnsatisfiedLinkError.class);

    assertThat(source.isClosed()).isTrue();
    verify(broken).close();
  }

  @Test
  void closesPromptlyInSilence() throws Exception {
    assertPrompt(() -> {
      ScriptedSource one = ScriptedSource.startingAt(0);
      ScriptedSource other = ScriptedSource.startingAt(0);
      Doorkeeper keeper = Doorkeeper.watching(one, other)
          .guard(SSH, action)
          .onEvent(events::add)
          .start();

      Duration taken = timeToClose(keeper);

      assertThat(keeper.status().running()).isFalse();
      assertThat(one.isClosed()).isTrue();
      assertThat(other.isClosed()).isTrue();
      return taken;
    });
  }

  @Test
  void closesPromptlyInAFlood() throws Exception {
    assertPrompt(() -> {
      ScriptedSource flooded = ScriptedSource.startingAt(0);
      RecordedAction opening = new RecordedAction();
      Doorkeeper keeper = Doorkeeper.watching(flooded, ScriptedSource.startingAt(0))
          .guard(SSH, opening)
          .onEvent(events::add)
          .start();
      CountDownLatch flooding = new CountDownLatch(100);
      Thread flood = new Thread(() -> {
        while (!flooded.isClosed()) {
          flooded.knockAt(SSH, VISITOR);
          flooding.countDown();
        }
      });
      flood.start();
      flooding.await();
      opening.assertNext("open " + VISITOR); // closed before that, it would not be opened at all

      Duration taken = timeToClose(keeper);

      flood.join();
      assertThat(keeper.status().grants()).isEmpty();
      assertThat(keeper.status().closed()).isEqualTo(keeper.status().opened()).isPositive();
      return taken;
    });
  }

  @Test
  void closesAllDoorsBeforeItReturns() throws Exception {
    Doorkeeper keeper = keeper().guard(SSH, action).start();
    source.knockAt(SSH, VISITOR);
    action.assertNext("open " + VISITOR);

    keeper.close();
    keeper.close();

    action.assertNext("close " + VISITOR);
    action.assertNoMore();
    assertThat(keeper.status().grants()).isEmpty();
    assertThat(events).hasAtLeastOneElementOfType(Closed.class);
  }

  @Test
  void opensNothingForASourceThatDeliversAfterItWasClosed() throws Exception {
    PacketSource deaf = mock(PacketSource.class);
    ArgumentCaptor<PacketHandler> handler = ArgumentCaptor.forClass(PacketHandler.class);
    Doorkeeper keeper = Doorkeeper.watching(deaf).guard(SSH, action).start();
    verify(deaf).start(any(), handler.capture());
    source.start(List.of(SSH), handler.getValue());

    keeper.close();
    source.knockAt(SSH, VISITOR).fail(new IOException("closed"));

    verify(deaf).close();
    action.assertNoMore();
    assertThat(keeper.status().engine().packets()).isZero();
    assertThat(keeper.status().sourceFailures()).isZero();
    assertThatThrownBy(() -> keeper.replaceGuards(List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the doorkeeper is closed");
  }

  @Test
  void letsARunningActionFinishAndClosesBehindIt() throws Exception {
    Doorkeeper keeper = keeper().guard(SSH, action, grant -> runLong()).start();
    source.knockAt(SSH, VISITOR);
    running.await();

    CompletableFuture<Void> closing = CompletableFuture.runAsync(keeper::close);
    assertThat(closing).isNotDone();
    release.countDown();
    closing.get(10, TimeUnit.SECONDS);

    action.assertNext("open " + VISITOR, "close " + VISITOR);
    assertThat(keeper.status().opened()).isEqualTo(1);
  }

  @Test
  void opensNothingThatStillWaitsForAThread() throws Exception {
    Doorkeeper keeper =
        keeper().guard(SSH, action, grant -> runLong()).actionThreads(1).start();
    source.knockAt(SSH, VISITOR);
    running.await();
    for (int i = 1; i <= 100; i++) {
      source.knockAt(SSH, "198.51.100." + i);
    }

    CompletableFuture<Void> closing = CompletableFuture.runAsync(keeper::close);
    while (keeper.status().grants().size() > 1) {
      Thread.onSpinWait();
    }
    release.countDown();
    closing.get(10, TimeUnit.SECONDS);

    action.assertNext("open " + VISITOR, "close " + VISITOR);
    action.assertNoMore();
  }

  @Test
  void makesASecondCloserWaitForTheFirst() throws Exception {
    Doorkeeper keeper = keeper().guard(SSH, action, grant -> runLong()).start();
    source.knockAt(SSH, VISITOR);
    running.await();
    CompletableFuture<Void> first = CompletableFuture.runAsync(keeper::close);
    while (keeper.status().running()) {
      Thread.onSpinWait();
    }

    CompletableFuture<Void> last = CompletableFuture.runAsync(keeper::close);
    release.countDown();
    last.get(10, TimeUnit.SECONDS);

    assertThat(keeper.status().grants()).isEmpty();
    first.get(10, TimeUnit.SECONDS);
    action.assertNext("open " + VISITOR, "close " + VISITOR);
  }

  @Test
  void closesAllDoorsEvenWhenItsCallerIsInterrupted() throws Exception {
    Doorkeeper keeper = keeper().guard(SSH, action).start();
    source.knockAt(SSH, VISITOR);
    await(Opened.class);

    Thread.currentThread().interrupt();
    keeper.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(keeper.status().closed()).isEqualTo(1);
  }

  @Test
  void canBeClosedByAnAction() throws Exception {
    AtomicReference<Doorkeeper> self = new AtomicReference<>();
    Doorkeeper keeper = keeper().guard(SSH, action, grant -> self.get().close()).start();
    self.set(keeper);

    source.knockAt(SSH, VISITOR);
    await(Opened.class);
    await(Closed.class);

    keeper.close();
    action.assertNext("open " + VISITOR, "close " + VISITOR);
  }

  @Test
  void canBeClosedByItsListenerWhichHearsOfTheEnd() throws Exception {
    AtomicReference<Doorkeeper> self = new AtomicReference<>();
    Doorkeeper keeper = Doorkeeper.watching(source)
        .guard(SSH, action)
        .onEvent(event -> {
          events.add(event);
          self.get().close();
        })
        .lastWords(ofSeconds(10))
        .start();
    self.set(keeper);

    source.knockAt(SSH, VISITOR);

    await(Opened.class);
    await(Closed.class);
  }

  @Test
  void canBeClosedByAnAttemptListenerWhileAnotherSourceDelivers() throws Exception {
    AtomicReference<Doorkeeper> self = new AtomicReference<>();
    CompletableFuture<Void> other = new CompletableFuture<>();
    Doorkeeper keeper = keeper()
        .guard(SSH, action)
        .onAttempt(grant -> {
          CompletableFuture.runAsync(() -> second.knockAt(SSH, OTHER))
              .whenComplete((done, failure) -> other.complete(null));
          self.get().close();
        })
        .start();
    self.set(keeper);

    source.knockAt(SSH, VISITOR);

    other.get(10, TimeUnit.SECONDS);
    keeper.close();
    assertThat(keeper.status().grants()).isEmpty();
    assertThat(keeper.status().engine().opened()).isEqualTo(1);
  }

  @Test
  void closesTheRestWhenASourceFailsToClose() throws Exception {
    PacketSource broken = mock(PacketSource.class);
    doThrow(new IllegalStateException("broken")).when(broken).close();
    Doorkeeper keeper = Doorkeeper.watching(broken, source).guard(SSH, action).start();
    source.knockAt(SSH, VISITOR);
    action.assertNext("open " + VISITOR);

    keeper.close();

    assertThat(source.isClosed()).isTrue();
    action.assertNext("close " + VISITOR);
  }

  @Test
  void saysWhichDoorItCouldNotClose() throws Exception {
    try (RecordedLog log = new RecordedLog()) {
      Doorkeeper keeper = keeper().guard(SSH, action).start();
      source.knockAt(SSH, VISITOR);
      await(Opened.class);
      action.failing(new IOException("no"));

      keeper.close();

      action.assertNext("open " + VISITOR);
      action.assertNext("close " + VISITOR, "close " + VISITOR, "close " + VISITOR);
      action.assertNoMore();
      assertThat(log.lines()).contains("ERROR door left open door=ssh visitor=" + VISITOR);
    }
  }

  @Test
  void leavesDoorsOpenIfBuiltSoButClosesThoseThatAreOver() throws Exception {
    try (RecordedLog log = new RecordedLog()) {
      Doorkeeper keeper =
          keeper().guard(SSH, action).guard(WEB, newAction).keepGrants().start();
      source.knockAt(SSH, VISITOR);
      await(Opened.class);
      action.failing(new IOException("no"));
      source.after(ofMinutes(10));
      await(DoorkeeperEvent.ActionFailed.class);
      source.knockAt(WEB, OTHER);
      await(Opened.class);
      action.failing(null);

      keeper.close();

      newAction.assertNext("open " + OTHER);
      newAction.assertNoMore();
      action.assertNext("open " + VISITOR, "close " + VISITOR, "close " + VISITOR);
      assertThat(log.lines())
          .contains("INFO door kept open door=web visitor=" + OTHER)
          .noneMatch(line -> line.contains("left open"));
    }
  }

  @Test
  void replacesGuardsAndEndsGrantsOfDoorsThatAreGoneByTheActionsThatOpenedThem() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.knockAt(SSH, VISITOR);
      await(Opened.class);

      keeper.replaceGuards(List.of(Guard.of(WEB, newAction)));
      source.knockAt(SSH, OTHER).knockAt(WEB, OTHER).after(ofMinutes(10));

      action.assertNext("open " + VISITOR, "close " + VISITOR);
      newAction.assertNext("open " + OTHER, "close " + OTHER);
      assertThat(second.watched()).containsExactly(List.of(SSH), List.of(WEB));
    }
    action.assertNoMore();
  }

  @Test
  void goesOnWithAttemptsAndGrantsOfDoorsThatStay() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.knockAt(SSH, VISITOR);
      await(Opened.class);
      source.knock(OTHER, SSH.knocks().get(0)).knock(OTHER, SSH.knocks().get(1));

      keeper.replaceGuards(List.of(Guard.of(WEB, newAction), Guard.of(SSH, newAction)));
      source.knock(OTHER, SSH.knocks().get(2)).knockAt(SSH, VISITOR);
      newAction.assertNext("open " + OTHER);
      action.assertNext("open " + VISITOR, "renew " + VISITOR);
      source.after(ofMinutes(10));

      action.assertNext("close " + VISITOR);
      newAction.assertNext("close " + OTHER);
    }
  }

  @Test
  void guardsTheOldDoorsWhenASourceCannotWatchTheNewOnes() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      IOException failure = new IOException("filter too long");
      second.refusing(failure);

      assertThatThrownBy(() -> keeper.replaceGuards(List.of(Guard.of(WEB, newAction))))
          .isSameAs(failure);

      assertThat(source.watched()).containsExactly(List.of(SSH), List.of(WEB), List.of(SSH));
      source.knockAt(WEB, OTHER).knockAt(SSH, VISITOR);
      action.assertNext("open " + VISITOR);
    }
    newAction.assertNoMore();
  }

  @Test
  void guardsTheOldDoorsWhenTwoNewOnesHaveOneName() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      List<Guard> twice = List.of(Guard.of(WEB, newAction), Guard.of(WEB, newAction));

      assertThatThrownBy(() -> keeper.replaceGuards(twice))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("two doors are named 'web'");

      assertThat(source.watched()).containsExactly(List.of(SSH));
      source.knockAt(SSH, VISITOR);
      action.assertNext("open " + VISITOR);
    }
  }

  @Test
  void letsNoAttemptListenerReplaceGuards() throws Exception {
    AtomicReference<Doorkeeper> self = new AtomicReference<>();
    CompletableFuture<Exception> thrown = new CompletableFuture<>();
    try (Doorkeeper keeper = keeper()
        .guard(SSH, action)
        .onAttempt(grant -> {
          try {
            self.get().replaceGuards(List.of());
          } catch (IOException | IllegalStateException e) {
            thrown.complete(e);
          }
        })
        .start()) {
      self.set(Objects.requireNonNull(keeper));

      source.knockAt(SSH, VISITOR);

      assertThat(thrown.get(10, TimeUnit.SECONDS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("an attempt listener cannot replace guards");
    }
  }

  @Test
  void goesOnWhenTheClockOfASourceFailsForAWhile() throws Exception {
    RealTimeSource real = new RealTimeSource();
    real.failFor(1);
    Door blink =
        Door.named("blink").knocks(SSH.knocks()).openFor(Duration.ofMillis(1)).build();

    try (RecordedLog log = new RecordedLog();
        Doorkeeper keeper =
            Doorkeeper.watching(real).guard(blink, action).onEvent(events::add).start()) {
      real.awaitFailures();
      real.knockAt(blink, VISITOR);

      await(Opened.class);
      await(Closed.class);
      assertThat(log.lines()).anyMatch(line -> line.startsWith("ERROR clock failed"));
      assertThat(keeper.status().running()).isTrue();
    }
  }
}
