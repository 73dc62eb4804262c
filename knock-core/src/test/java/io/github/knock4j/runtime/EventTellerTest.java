// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.runtime.DoorkeeperEvent.PacketsLost;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventTellerTest {

  private static final int QUEUE = 4096;

  private final BlockingQueue<DoorkeeperEvent> heard = new LinkedBlockingQueue<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  private static EventTeller telling(@Nullable Consumer<DoorkeeperEvent> listener) {
    return telling(listener, Duration.ofSeconds(10));
  }

  private static EventTeller telling(
      @Nullable Consumer<DoorkeeperEvent> listener, Duration lastWords) {
    EventTeller teller = new EventTeller(listener, new KeeperThreads(), lastWords);
    teller.start();
    return teller;
  }

  /** Listens, but is stuck at its first event until it is released. */
  private void hearSlowly(DoorkeeperEvent event) {
    begun.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      return;
    }
    heard.add(event);
  }

  @Test
  void tellsInOrderAndBeforeItCloses() {
    try (EventTeller teller = telling(heard::add)) {
      IntStream.range(0, 1000).forEach(i -> teller.tell(new PacketsLost(i)));
    }

    assertThat(heard).hasSize(1000).startsWith(new PacketsLost(0)).endsWith(new PacketsLost(999));
  }

  @Test
  void dropsAndCountsWhatTheListenerIsTooSlowFor() throws Exception {
    EventTeller teller = telling(this::hearSlowly);
    teller.tell(new PacketsLost(0));
    begun.await();

    IntStream.rangeClosed(1, QUEUE + 5).forEach(i -> teller.tell(new PacketsLost(i)));
    release.countDown();

    for (int i = 0; i <= QUEUE; i++) {
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(new PacketsLost(i));
    }
    assertThat(teller.dropped()).isEqualTo(5);
    teller.close();
    assertThat(heard).isEmpty();
  }

  @Test
  void goesOnAfterAListenerThatThrows() throws Exception {
    EventTeller teller = telling(event -> {
      heard.add(event);
      throw new AssertionError("listener is broken");
    });

    try (RecordedLog log = new RecordedLog()) {
      teller.tell(new PacketsLost(1));
      teller.tell(new PacketsLost(2));
      teller.close();

      assertThat(log.lines())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line)
              .startsWith("WARN listener failed event=PacketsLost")
              .contains("listener is broken"));
    }
    assertThat(heard).hasSize(2);
  }

  @Test
  void doesNotWaitLongForAListenerThatHangs() throws Exception {
    EventTeller teller = telling(this::hearSlowly, EventTeller.LAST_WORDS);
    teller.tell(new PacketsLost(0));
    teller.tell(new PacketsLost(1));
    begun.await();

    teller.close();
    teller.tell(new PacketsLost(2));

    assertThat(teller.dropped()).isEqualTo(2);
    assertThat(heard).isEmpty();
  }

  @Test
  void tellsTheRestAlsoWhenItsCloserIsInterrupted() throws Exception {
    EventTeller teller = telling(this::hearSlowly);
    teller.tell(new PacketsLost(0));
    teller.tell(new PacketsLost(1));

    Thread.currentThread().interrupt();
    teller.close();

    assertThat(Thread.interrupted()).isTrue();
    release.countDown();
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(new PacketsLost(0));
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(new PacketsLost(1));
  }

  @Test
  void isContentWithoutAListener() {
    try (EventTeller teller = telling(null)) {
      teller.tell(new PacketsLost(1));

      assertThat(teller.dropped()).isZero();
    }
  }
}
