// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.runtime.DoorkeeperEvent.ActionFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Closed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.runtime.DoorkeeperEvent.Renewed;
import io.github.knock4j.runtime.DoorkeeperEvent.SequencesUsedUp;
import io.github.knock4j.runtime.DoorkeeperEvent.SourceFailed;
import io.github.knock4j.spi.DoorAction;
import io.github.knock4j.spi.OneTimeSequences;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DoorkeeperOneTimeTest {

  private static final String VISITOR = "203.0.113.7";
  private static final String OTHER = "2001:db8::7";
  private static final Door FIRST = Door.named("vpn")
      .knock(tcp(47_011))
      .knock(udp(38_022))
      .openFor(ofMinutes(10))
      .build();
  private static final Door SECOND = FIRST.withKnocks(List.of(udp(41_011), tcp(52_022)));
  private static final Door THIRD = FIRST.withKnocks(List.of(udp(43_011), tcp(54_022)));
  private static final Door BACKUP =
      Door.named("backup").knock(udp(41_111)).knock(udp(52_122)).build();

  private final ScriptedSource source = ScriptedSource.startingAt(0);
  private final RecordedAction action = new RecordedAction();
  private final BlockingQueue<DoorkeeperEvent> events = new LinkedBlockingQueue<>();

  /** A list of doors, each spent after the one before. */
  private static final class Book implements OneTimeSequences {
    private final Deque<Door> left = new ArrayDeque<>();
    private @Nullable IOException failure;

    Book(Door... more) {
      left.addAll(Arrays.asList(more));
    }

    synchronized void failing(@Nullable IOException failure) {
      this.failure = failure;
    }

    @Override
    public synchronized @Nullable Door spend(Door door) throws IOException {
      if (failure != null) {
        throw failure;
      }
      return left.poll();
    }
  }

  private Doorkeeper.Builder guarding(OneTimeSequences book, DoorAction... actions) {
    return Doorkeeper.watching(source)
        .guards(List.of(Guard.of(FIRST, actions).once(book)))
        .onEvent(events::add);
  }

  private <T extends DoorkeeperEvent> T next(Class<T> kind) throws InterruptedException {
    DoorkeeperEvent event = events.poll(10, TimeUnit.SECONDS);
    assertThat(event).isInstanceOf(kind);
    return kind.cast(Objects.requireNonNull(event));
  }

  @Test
  void opensOnceWithEachSequence() throws Exception {
    try (Doorkeeper keeper = guarding(new Book(SECOND, THIRD), action).start()) {
      source.knockAt(FIRST, VISITOR);
      assertThat(next(Opened.class).grant().door()).isEqualTo(FIRST);

      source.knockAt(FIRST, OTHER).knockAt(THIRD, OTHER).knockAt(SECOND, OTHER);

      assertThat(next(Opened.class).grant().door()).isEqualTo(SECOND);
      action.assertNext("open " + VISITOR, "open 2001:db8::7");
      assertThat(keeper.status().grants()).hasSize(2);
      assertThat(source.watched()).containsExactly(List.of(FIRST), List.of(SECOND), List.of(THIRD));
    }
  }

  @Test
  void opensToOneVisitorOnlyWhileASequenceIsBeingSpent() throws Exception {
    CountDownLatch spending = new CountDownLatch(1);
    CountDownLatch spent = new CountDownLatch(1);
    OneTimeSequences slow = door -> {
      spending.countDown();
      await(spent);
      return SECOND;
    };
    try (Doorkeeper keeper = guarding(slow, action).start()) {
      source.knockAt(FIRST, VISITOR);
      await(spending);
      source.knockAt(FIRST, OTHER).knockAt(FIRST, VISITOR);
      action.assertNoMore();

      spent.countDown();
      next(Opened.class);
      source.knockAt(SECOND, OTHER);

      next(Opened.class);
      action.assertNext("open " + VISITOR, "open " + OTHER);
      assertThat(keeper.status().opened()).isEqualTo(2);
    }
  }

  @Test
  void renewsTheLeaseOfAVisitorWhoKnocksWithTheNextSequence() throws Exception {
    try (Doorkeeper keeper = guarding(new Book(SECOND, THIRD), action).start()) {
      source.knockAt(FIRST, VISITOR);
      next(Opened.class);
      source.after(ofMinutes(9)).knockAt(SECOND, VISITOR);
      next(Renewed.class);

      source.after(ofMinutes(9));
      assertThat(keeper.status().grants()).hasSize(1);
      source.after(ofMinutes(1));

      next(Closed.class);
      action.assertNext("open " + VISITOR, "renew " + VISITOR, "close " + VISITOR);
    }
    action.assertNoMore();
  }

  @Test
  void keepsTheDoorShutAndItsSequenceWhenThatCannotBeMarked() throws Exception {
    Book book = new Book(SECOND);
    book.failing(new IOException("disk is full"));
    try (Doorkeeper keeper = guarding(book, action).start()) {
      source.knockAt(FIRST, VISITOR);
      assertThat(next(ActionFailed.class).cause()).hasMessage("disk is full");
      action.assertNoMore();

      book.failing(null);
      source.knockAt(FIRST, VISITOR);

      next(Opened.class);
      assertThat(keeper.status().failed()).isEqualTo(1);
    }
  }

  @Test
  void guardsADoorNoMoreWhenItsLastSequenceIsUsed() throws Exception {
    try (Doorkeeper keeper = guarding(new Book(), action).start()) {
      source.knockAt(FIRST, VISITOR);
      assertThat(next(SequencesUsedUp.class).door()).isEqualTo(FIRST);
      next(Opened.class);

      source.knockAt(FIRST, OTHER);

      assertThat(source.watched()).endsWith(List.of());
      assertThat(keeper.status().engine().opened()).isEqualTo(1);
      action.assertNext("open " + VISITOR);
    }
  }

  @Test
  void guardsADoorNoMoreWhenItsSequencesLeadToAnotherDoor() throws Exception {
    try (Doorkeeper keeper = guarding(new Book(BACKUP), action).start()) {
      source.knockAt(FIRST, VISITOR);

      next(SequencesUsedUp.class);
      assertThat(next(ActionFailed.class).cause())
          .hasMessage("one-time sequences of door 'vpn' lead to another door 'backup'");
      assertThat(keeper.status().opened()).isZero();
      action.assertNoMore();
    }
  }

  @Test
  void bringsNoUsedSequenceBackWhenOldGuardsAreGivenAgain() throws Exception {
    Guard old = Guard.of(FIRST, action).once(new Book(SECOND, THIRD));
    try (Doorkeeper keeper =
        Doorkeeper.watching(source).guards(List.of(old)).onEvent(events::add).start()) {
      source.knockAt(FIRST, VISITOR);
      next(Opened.class);
      source.knockAt(SECOND, VISITOR);
      next(Renewed.class);

      keeper.replaceGuards(List.of(old, Guard.of(BACKUP, action)));
      source.knockAt(FIRST, OTHER).knockAt(SECOND, OTHER).knockAt(THIRD, OTHER);

      next(SequencesUsedUp.class);
      assertThat(next(Opened.class).grant().door()).isEqualTo(THIRD);
      action.assertNext("open " + VISITOR, "renew " + VISITOR, "open " + OTHER);
    }
  }

  @Test
  void takesASequenceThatIsListedTwiceTwice() throws Exception {
    try (Doorkeeper keeper = guarding(new Book(SECOND, FIRST, SECOND), action).start()) {
      for (Door door : List.of(FIRST, SECOND, FIRST)) {
        source.after(ofMinutes(11)).knockAt(door, VISITOR);
        await(Opened.class);
      }
      source.after(ofMinutes(11)).knockAt(SECOND, VISITOR);

      await(SequencesUsedUp.class);
      await(Opened.class);
      assertThat(keeper.status().opened()).isEqualTo(4);
    }
  }

  @Test
  void opensAlsoWhenASourceCannotListenForTheNextSequence() throws Exception {
    try (Doorkeeper keeper = guarding(new Book(SECOND), action).start()) {
      source.refusing(new IOException("address in use"));

      source.knockAt(FIRST, VISITOR);

      assertThat(next(SourceFailed.class).cause()).hasMessage("address in use");
      next(Opened.class);
      assertThat(keeper.status().grants()).hasSize(1);
    }
  }

  @Test
  void leavesOtherDoorsAndTheirAttemptsAlone() throws Exception {
    Guard once = Guard.of(FIRST, action).once(new Book(SECOND));
    try (Doorkeeper keeper = Doorkeeper.watching(source)
        .guards(List.of(once, Guard.of(BACKUP, action)))
        .onEvent(events::add)
        .start()) {
      source.knock(OTHER, udp(41_111)).knockAt(FIRST, VISITOR);
      next(Opened.class);

      source.after(ofSeconds(1)).knock(OTHER, udp(52_122));

      assertThat(next(Opened.class).grant().door()).isEqualTo(BACKUP);
      assertThat(keeper.status().opened()).isEqualTo(2);
    }
  }

  private <T extends DoorkeeperEvent> void await(Class<T> kind) throws InterruptedException {
    DoorkeeperEvent event = events.poll(10, TimeUnit.SECONDS);
    while (event != null && !kind.isInstance(event)) {
      event = events.poll(10, TimeUnit.SECONDS);
    }
    assertThat(event).isInstanceOf(kind);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
