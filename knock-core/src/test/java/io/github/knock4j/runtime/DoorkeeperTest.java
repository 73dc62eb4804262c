// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.engine.EngineCounters;
import io.github.knock4j.runtime.DoorkeeperEvent.ActionFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Closed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.runtime.DoorkeeperEvent.PacketsLost;
import io.github.knock4j.runtime.DoorkeeperEvent.Refused;
import io.github.knock4j.runtime.DoorkeeperEvent.Renewed;
import io.github.knock4j.runtime.DoorkeeperEvent.SourceFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.SourceRecovered;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DoorkeeperTest {

  private static final String VISITOR = "203.0.113.7";
  private static final String OTHER = "2001:db8::7";
  private static final Door SSH = Door.named("ssh")
      .knock(tcp(47_011))
      .knock(udp(38_022))
      .knock(tcp(59_033))
      .openFor(ofMinutes(10))
      .build();
  private static final Door BACKUP =
      Door.named("backup").knock(udp(41_011)).knock(udp(52_022)).build();

  private final ScriptedSource source = ScriptedSource.startingAt(0);
  private final RecordedAction action = new RecordedAction();
  private final BlockingQueue<DoorkeeperEvent> events = new LinkedBlockingQueue<>();

  private Doorkeeper.Builder keeper() {
    return Doorkeeper.watching(source).onEvent(events::add).lastWords(ofSeconds(10));
  }

  private <T extends DoorkeeperEvent> T next(Class<T> kind) throws InterruptedException {
    DoorkeeperEvent event = events.poll(10, TimeUnit.SECONDS);
    assertThat(event).isInstanceOf(kind);
    return kind.cast(Objects.requireNonNull(event));
  }

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE})
  void opensToTheRightKnocksAndClosesWhenTheLeaseIsOver(long startNs) throws Exception {
    ScriptedSource wrapping = ScriptedSource.startingAt(startNs);
    try (Doorkeeper keeper =
        Doorkeeper.watching(wrapping).guard(SSH, action).onEvent(events::add).start()) {
      wrapping.knockAt(SSH, VISITOR);
      action.assertNext("open " + VISITOR);
      assertThat(next(Opened.class).grant().openedNs()).isEqualTo(startNs);

      wrapping.after(ofMinutes(10).minusNanos(1));
      assertThat(keeper.status().grants()).hasSize(1);
      wrapping.afterNs(1);

      action.assertNext("close " + VISITOR);
      assertThat(next(Closed.class).grant().door()).isEqualTo(SSH);
    }
    action.assertNoMore();
  }

  @Test
  void renewsWhenTheVisitorKnocksAgain() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.knockAt(SSH, VISITOR);
      next(Opened.class);
      source.after(ofMinutes(5)).knockAt(SSH, VISITOR);
      next(Renewed.class);

      source.after(ofMinutes(5));
      assertThat(keeper.status().grants()).hasSize(1);
      source.after(ofMinutes(5));

      next(Closed.class);
      action.assertNext("open " + VISITOR, "renew " + VISITOR, "close " + VISITOR);
    }
    action.assertNoMore();
  }

  @Test
  void opensAnewWhenTheVisitorComesAfterTheDeadlineEvenIfNobodyNoticedIt() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.knockAt(SSH, VISITOR).after(ofMinutes(11)).knockAt(SSH, VISITOR);

      action.assertNext("open " + VISITOR, "close " + VISITOR, "open " + VISITOR);
      assertThat(keeper.status().running()).isTrue();
    }
  }

  @Test
  void endsALeaseThatIsShorterThanATickInTime() throws Exception {
    Door blink = Door.named("blink").knocks(SSH.knocks()).openFor(ofMillis(1)).build();
    RealTimeSource real = new RealTimeSource();
    try (Doorkeeper keeper =
        Doorkeeper.watching(real).guard(blink, action).onEvent(events::add).start()) {
      long startNs = System.nanoTime();

      real.knockAt(blink, VISITOR);
      next(Opened.class);
      next(Closed.class);

      assertThat(System.nanoTime() - startNs).isLessThan(ofMillis(900).toNanos());
      assertThat(keeper.status().closed()).isEqualTo(1);
    }
  }

  @Test
  void runsADoorWithoutALeaseOncePerCooldown() throws Exception {
    try (Doorkeeper keeper = keeper().guard(BACKUP, action).actionThreads(1).start()) {
      source.knockAt(BACKUP, VISITOR).knockAt(BACKUP, VISITOR).knockAt(BACKUP, OTHER);
      next(Opened.class);
      next(Opened.class);

      source.after(ofSeconds(10)).knockAt(BACKUP, VISITOR);

      next(Opened.class);
      assertThat(keeper.status().opened()).isEqualTo(3);
    }
    action.assertNext("open " + VISITOR);
  }

  @Test
  void losesNoKnockAtADoorWithoutALeaseThatIsKnockedQuickly() throws Exception {
    Door eager =
        Door.named("eager").knocks(BACKUP.knocks()).cooldown(Duration.ZERO).build();
    CountDownLatch release = new CountDownLatch(1);
    try (Doorkeeper keeper = keeper().guard(eager, grant -> release.await()).start()) {
      for (int i = 0; i < 20; i++) {
        source.knockAt(eager, VISITOR);
      }

      long refused = keeper.status().refused();
      assertThat(refused).isBetween(3L, 4L);
      release.countDown();

      for (int i = 0; i < 20; i++) {
        DoorkeeperEvent event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).isInstanceOfAny(Opened.class, Refused.class);
      }
      assertThat(keeper.status().opened()).isEqualTo(20 - refused);
    }
  }

  @Test
  void triesAFailedCloseAgain() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.knockAt(SSH, VISITOR);
      next(Opened.class);
      IOException failure = new IOException("no");
      action.failing(failure);
      source.after(ofMinutes(10));
      assertThat(next(ActionFailed.class)).satisfies(event -> {
        assertThat(event.phase()).isEqualTo(Phase.CLOSE);
        assertThat(event.cause()).isSameAs(failure);
      });

      action.failing(null);
      // The event may come before its lease has set the time of the next try.
      while (events.isEmpty()) {
        source.after(ofSeconds(1));
        Thread.onSpinWait();
      }

      next(Closed.class);
      assertThat(keeper.status().failed()).isEqualTo(1);
    }
  }

  @Test
  void closesWhatAnErrorLeftHalfOpen() throws Exception {
    try (Doorkeeper keeper = keeper()
        .guard(SSH, action, grant -> {
          throw new AssertionError("broken");
        })
        .start()) {
      source.knockAt(SSH, VISITOR);
      assertThat(next(ActionFailed.class).phase()).isEqualTo(Phase.OPEN);

      source.after(ofMinutes(10));

      next(Closed.class);
      assertThat(keeper.status().opened()).isZero();
    }
    action.assertNext("open " + VISITOR, "close " + VISITOR);
  }

  @Test
  void refusesAndCountsMoreGrantsThanThereMayBeWithoutFillingTheLog() throws Exception {
    try (RecordedLog log = new RecordedLog();
        Doorkeeper keeper = keeper().guard(SSH, action).mostGrants(1).start()) {
      source.knockAt(SSH, VISITOR).knockAt(SSH, OTHER).knockAt(SSH, "203.0.113.8");

      assertThat(keeper.status().refused()).isEqualTo(2);
      assertThat(log.lines()).filteredOn(line -> line.contains("refused")).singleElement();
      assertThat(keeper.status().grants()).extracting(Grant::visitor).hasSize(1);
    }
  }

  @Test
  void tellsOfLostPacketsAndOfSourcesThatFail() throws Exception {
    try (RecordedLog log = new RecordedLog();
        Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.lose(3).lose(4).fail(new IOException("gone"));

      assertThat(next(PacketsLost.class).count()).isEqualTo(3);
      next(PacketsLost.class);
      assertThat(next(SourceFailed.class).cause()).hasMessage("gone");
      assertThat(keeper.status().packetsLost()).isEqualTo(7);
      assertThat(keeper.status().sourceFailures()).isEqualTo(1);
      assertThat(log.lines()).filteredOn(line -> line.contains("packets lost")).hasSize(1);
    }
  }

  @Test
  void countsWhatInterfacesDropApartFromWhatIsLost() throws Exception {
    try (RecordedLog log = new RecordedLog();
        Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.drop(5).drop(6).lose(1);

      assertThat(keeper.status().packetsDropped()).isEqualTo(11);
      assertThat(keeper.status().packetsLost()).isEqualTo(1);
      assertThat(log.lines())
          .filteredOn(line -> line.contains("packets dropped") || line.contains("packets lost"))
          .singleElement()
          .asString()
          .contains("packets dropped by an interface count=5 dropped=5");
    }
  }

  @Test
  void knowsWhichSourcesAreDeafAndTellsWhenTheyHearAgain() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      assertThat(keeper.status().deaf()).isEmpty();

      source.fail("wg0", new IOException("down")).fail("eth0", new IOException("gone"));
      assertThat(next(SourceFailed.class).source()).isEqualTo("wg0");
      assertThat(next(SourceFailed.class).source()).isEqualTo("eth0");
      assertThat(keeper.status().deaf()).containsExactly("eth0", "wg0");

      source.recover("wg0").fail(new IOException("all of it"));
      assertThat(next(SourceRecovered.class).source()).isEqualTo("wg0");
      assertThat(keeper.status().deaf()).containsExactly("eth0", "script");

      source.recover().recover("eth0");
      assertThat(keeper.status().deaf()).isEmpty();
    }
  }

  @Test
  void keepsCountOfPackets() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.knock(VISITOR, tcp(22)).knockAt(SSH, VISITOR);

      EngineCounters counters = keeper.status().engine();

      assertThat(counters.packets()).isEqualTo(4);
      assertThat(counters.noise()).isEqualTo(1);
      assertThat(counters.opened()).isEqualTo(1);
    }
  }

  @Test
  void warnsAtStartAndAtReplacementOfDoorsThatFewSweepsOpen() throws Exception {
    Door weak = Door.named("weak").knocks(List.of(tcp(47_011), tcp(47_012))).build();
    try (RecordedLog log = new RecordedLog();
        Doorkeeper keeper = keeper().guard(SSH, action).guard(weak, action).start()) {
      assertThat(log.lines())
          .contains("WARN door opens to plain port sweeps door=weak sweeps=1")
          .noneMatch(line -> line.contains("sweeps door=ssh"));

      keeper.replaceGuards(List.of(Guard.of(weak, action)));

      assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(2);
    }
  }

  @Test
  void showsNoPortOfASequence() throws Exception {
    StringBuilder shown = new StringBuilder();
    try (RecordedLog log = new RecordedLog()) {
      Doorkeeper keeper = keeper()
          .guard(SSH, action)
          .guard(BACKUP, action)
          .guard(Door.named("weak").knocks(List.of(tcp(47_011), tcp(47_012))).build(), action)
          .mostGrants(2)
          .onAttempt(grant -> {
            throw new IllegalStateException(grant.toString());
          })
          .start();
      source.knockAt(SSH, VISITOR);
      action.assertNext("open " + VISITOR); // over before that, it would not be opened at all
      source.knockAt(SSH, VISITOR).knockAt(BACKUP, OTHER);
      source.knockAt(SSH, "203.0.113.8").knockAt(SSH, "203.0.113.9").lose(1);
      source.fail(new IOException("gone"));
      action.failing(new IOException("no"));
      source.after(ofMinutes(10));
      shown.append(keeper.status());
      assertThatThrownBy(() ->
              keeper.replaceGuards(List.of(Guard.of(SSH, action), Guard.of(SSH, grant -> {}))))
          .satisfies(shown::append);
      source.refusing(new IOException("cannot"));
      assertThatThrownBy(() -> keeper.replaceGuards(List.of(Guard.of(BACKUP, action))))
          .satisfies(shown::append);
      keeper.close();
      assertThatThrownBy(() -> keeper.replaceGuards(List.of())).satisfies(shown::append);
      shown.append(keeper.status()).append(events).append(log.lines());
    }

    assertThat(events).hasAtLeastOneElementOfType(ActionFailed.class);
    assertThat(shown.toString())
        .contains("ssh", "backup", "weak", "WARN", "ERROR", "INFO", "DEBUG")
        .doesNotContainPattern("\\b(47011|38022|59033|41011|52022|47012)\\b");
  }

  @Test
  void refusesToBeBuiltWrongly() {
    assertThatThrownBy(() -> Doorkeeper.watching())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a doorkeeper needs at least 1 source");
    assertThatThrownBy(() -> keeper().actionThreads(0))
        .hasMessage("action threads must be 1..256: 0");
    assertThatThrownBy(() -> keeper().mostGrants(1_048_577))
        .hasMessage("most grants must be 1..1048576: 1048577");
    assertThatThrownBy(() -> keeper().actionLimit(Duration.ZERO))
        .hasMessage("action limit must be more than zero and at most 1 day: PT0S");
    assertThatThrownBy(() -> keeper().guard(SSH, action).guard(SSH, action).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two doors are named 'ssh'");
    assertThat(source.watched()).isEmpty();
  }
}
