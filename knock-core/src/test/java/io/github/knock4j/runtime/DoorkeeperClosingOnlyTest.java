// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.runtime.DoorkeeperEvent.Closed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.runtime.DoorkeeperEvent.Resumed;
import io.github.knock4j.runtime.DoorkeeperEvent.SequencesUsedUp;
import io.github.knock4j.spi.DoorAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Doors that open to nobody, but may have been left open. */
@Timeout(30)
class DoorkeeperClosingOnlyTest {

  private static final String VISITOR = "203.0.113.7";
  private static final Door LAST = Door.named("vpn")
      .knock(tcp(47_011))
      .knock(udp(38_022))
      .openFor(ofMinutes(10))
      .build();
  private static final Door OTHER = Door.named("backup").knock(udp(41_111)).build();

  @TempDir
  private Path folder;

  private final RecordedAction action = new RecordedAction();
  private final BlockingQueue<DoorkeeperEvent> events = new LinkedBlockingQueue<>();
  private ScriptedSource source = ScriptedSource.startingAt(0);

  private Doorkeeper.Builder guarding(Guard... guards) {
    source = ScriptedSource.startingAt(Long.MAX_VALUE - 5);
    return Doorkeeper.watching(source)
        .guards(List.of(guards))
        .onEvent(events::add)
        .keepingLeasesIn(folder.resolve("leases"));
  }

  private <T extends DoorkeeperEvent> T next(Class<T> kind) throws InterruptedException {
    DoorkeeperEvent event = events.poll(10, TimeUnit.SECONDS);
    assertThat(event).isInstanceOf(kind);
    return kind.cast(Objects.requireNonNull(event));
  }

  /** A keeper whose door was opened by its last sequence, and that ended before the lease did. */
  private void leaveOpenByTheLastSequence() throws Exception {
    Guard last = Guard.of(LAST, action).once(door -> null);
    Doorkeeper keeper = guarding(last).keepGrants().start();
    source.knockAt(LAST, VISITOR);
    next(SequencesUsedUp.class);
    next(Opened.class);
    keeper.close();
    action.assertNext("open " + VISITOR);
  }

  @Test
  void areClosedInTimeIfAnEarlierProcessLeftThemOpen() throws Exception {
    leaveOpenByTheLastSequence();

    try (RecordedLog log = new RecordedLog();
        Doorkeeper keeper = guarding(Guard.of(LAST, action).closingOnly()).start()) {
      assertThat(next(Resumed.class).grant().visitor()).hasToString(VISITOR);
      action.assertNoMore();
      source.after(ofMinutes(10));

      next(Closed.class);
      assertThat(keeper.status().closed()).isOne();
      assertThat(log.lines()).noneMatch(line -> line.startsWith("ERROR"));
    }
    action.assertNext("close " + VISITOR);
    action.assertNoMore();
  }

  @Test
  void areClosedAlsoIfOnlyAReplacementNamesThem() throws Exception {
    leaveOpenByTheLastSequence();

    try (Doorkeeper keeper = guarding().start()) {
      keeper.replaceGuards(List.of(Guard.of(LAST, action).closingOnly()));
      next(Resumed.class);
      source.after(ofMinutes(10));
      next(Closed.class);
    }
    action.assertNext("close " + VISITOR);
  }

  @Test
  void hearNobody() throws Exception {
    try (Doorkeeper keeper =
        guarding(Guard.of(LAST, action).closingOnly(), Guard.of(OTHER, action)).start()) {
      source.knockAt(LAST, VISITOR).knockAt(OTHER, VISITOR);

      assertThat(next(Opened.class).grant().door()).isEqualTo(OTHER);
      assertThat(source.watched()).containsExactly(List.of(OTHER));
      assertThat(keeper.status().engine().opened()).isOne();
    }
  }

  @Test
  void areMadeReadySoThatWhatTheyGuardedStaysShut() throws Exception {
    AtomicInteger prepared = new AtomicInteger();
    DoorAction shutting = new DoorAction() {
      @Override
      public void prepare() {
        prepared.incrementAndGet();
      }

      @Override
      public void open(Grant grant) {}
    };
    Guard guard = Guard.of(LAST, shutting).closingOnly();

    try (Doorkeeper keeper = guarding(guard).start()) {
      keeper.replaceGuards(List.of(guard, Guard.of(OTHER, action)));

      assertThat(prepared).hasValue(1);
    }
  }

  @Test
  void openAgainOnceTheyAreGuardedWithANewSequence() throws Exception {
    leaveOpenByTheLastSequence();
    Door renewed = LAST.withKnocks(List.of(udp(43_011), tcp(54_022)));

    try (Doorkeeper keeper = guarding(Guard.of(LAST, action).closingOnly()).start()) {
      next(Resumed.class);
      keeper.replaceGuards(List.of(Guard.of(renewed, action)));
      source.after(Duration.ofSeconds(1)).knockAt(renewed, VISITOR);

      next(DoorkeeperEvent.Renewed.class);
    }
    action.assertNext("renew " + VISITOR, "close " + VISITOR);
    action.assertNoMore();
  }

  @Test
  void bearNamesOfTheirOwn() throws Exception {
    Guard open = Guard.of(LAST, action);
    Guard shut = Guard.of(LAST.withKnocks(List.of(udp(1))), action).closingOnly();

    assertThatThrownBy(() -> guarding(open, shut).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two doors are named 'vpn'");
    try (Doorkeeper keeper = guarding(open).start()) {
      assertThatThrownBy(() -> keeper.replaceGuards(List.of(shut, open)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("two doors are named 'vpn'");
    }
  }
}
