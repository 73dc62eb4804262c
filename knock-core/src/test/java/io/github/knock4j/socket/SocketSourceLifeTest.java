// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.Loopback.freePort;
import static io.github.knock4j.Tries.assertPrompt;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Loopback;
import io.github.knock4j.client.KnockClient;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SocketSourceLifeTest {

  private static final KnockClient CLIENT = KnockClient.to("127.0.0.1").every(ZERO);

  private final Heard heard = new Heard();
  private final SocketSource source = patientSource();
  private final Knock first = tcp(freePort());
  private final Knock second = udp(freePort());
  private final Knock third = tcp(freePort());

  @AfterEach
  void close() {
    source.close();
  }

  /** Waits for its thread also where that gets no processor for a while. */
  private static SocketSource patientSource() {
    return SocketSource.onLoopback().closingWithin(ofSeconds(10));
  }

  @Test
  void swapsPortsBothWays() throws Exception {
    source.start(List.of(door(first, second)), heard);

    for (int i = 0; i < 50; i++) {
      source.watch(List.of(door(second, third)));
      assertThat(Loopback.isFree(first.port())).isTrue();
      CLIENT.send(List.of(first, second, third));
      assertThat(heard.next(2)).containsExactly(second, third);

      source.watch(List.of(door(first, second)));
      assertThat(Loopback.isFree(third.port())).isTrue();
      CLIENT.send(List.of(first, second, third));
      assertThat(heard.next(2)).containsExactly(first, second);
    }
    assertThat(heard.left()).isEmpty();
  }

  @Test
  void keepsTheOldPortsWhenANewOneIsTaken() throws Exception {
    source.start(List.of(door(first)), heard);

    try (ServerSocket taken = new ServerSocket(third.port(), 1, Loopback.IPV4)) {
      assertThatThrownBy(() -> source.watch(List.of(door(second, third))))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("door 'ssh': a port of its sequence is in use on 127.0.0.1");
      assertThat(taken.isBound()).isTrue();
    }
    CLIENT.send(List.of(first));

    assertThat(heard.next().knock()).isEqualTo(first);
    assertThat(Loopback.isFree(second.port())).isTrue();
  }

  @Test
  void watchesOnlyWhileItRuns() throws IOException {
    assertThatIllegalStateException()
        .isThrownBy(() -> source.watch(List.of(door(first))))
        .withMessage("the socket source was not started");

    source.start(List.of(), heard);
    source.close();

    assertThatThrownBy(() -> source.watch(List.of(door(first))))
        .isInstanceOf(IOException.class)
        .hasMessage("the socket source is closed");
    assertThat(Loopback.isFree(first.port())).isTrue();
  }

  @Test
  void freesItsPortsWhenClosed() throws IOException {
    source.start(List.of(door(first, second)), heard);

    source.close();
    source.close();

    assertThat(List.of(first, second)).allMatch(knock -> Loopback.isFree(knock.port()));
  }

  @Test
  void closesInAFloodAndIsSilentThen() throws Exception {
    assertPrompt(() -> {
      Heard heard = new Heard();
      AtomicBoolean flooding = new AtomicBoolean(true);
      Thread flood = new Thread(() -> flood(flooding, heard));
      try (SocketSource flooded = patientSource()) {
        flooded.start(List.of(door(first, second)), heard);
        flood.start();
        heard.next(1000);

        Duration taken = timeToClose(flooded);
        int heardAtClose = heard.left().size();
        flooding.set(false);
        flood.join();

        assertThat(heard.left()).hasSize(heardAtClose);
        assertThat(heard.failures()).isEmpty();
        return taken;
      }
    });
  }

  @Test
  void mayBeClosedByItsHandler() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    source.start(List.of(door(second)), (view, nowNs) -> {
      source.close();
      closed.countDown();
    });

    CLIENT.send(List.of(second));

    assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    source.close();
    assertThat(Loopback.isFree(second.port())).isTrue();
  }

  @Test
  void mayBeGivenOtherDoorsByItsHandler() throws Exception {
    AtomicBoolean swapped = new AtomicBoolean();
    PacketHandler swapping = (view, nowNs) -> {
      if (swapped.compareAndSet(false, true)) {
        try {
          source.watch(List.of(door(third)));
        } catch (IOException e) {
          heard.onFailure(e);
        }
      }
      heard.onPacket(view, nowNs);
    };
    source.start(List.of(door(second)), swapping);

    CLIENT.send(List.of(second));
    heard.next();
    CLIENT.send(List.of(third));

    assertThat(heard.next().knock()).isEqualTo(third);
    assertThat(heard.failures()).isEmpty();
  }

  @Test
  void waitsForAHandlerThatIsUnderWay() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    source.start(List.of(door(second)), (view, nowNs) -> {
      inside.countDown();
      awaitQuietly(goOn);
      done.set(true);
    });
    CLIENT.send(List.of(second));
    inside.await();

    Thread releasing = new Thread(goOn::countDown);
    releasing.start();
    source.close();

    assertThat(done).isTrue();
  }

  @Test
  void leavesToTheKernelWhatItsHandlerHasNoTimeFor() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    source.start(List.of(door(first, second)), (packet, nowNs) -> {
      blocked.countDown();
      awaitQuietly(released);
      heard.onPacket(packet, nowNs);
    });

    CLIENT.send(Collections.nCopies(100, first));
    CLIENT.send(Collections.nCopies(100, second));
    blocked.await();
    assertThat(heard.left()).isEmpty();
    released.countDown();

    assertThat(heard.next(200)).containsOnly(first, second);
  }

  @Test
  void closesInTimeAlthoughItsHandlerBlocks() throws Exception {
    assertPrompt(() -> {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      try (SocketSource blocked = SocketSource.onLoopback()) {
        Knock knock = udp(freePort()); // the one before may not be free yet
        blocked.start(List.of(door(knock)), (view, nowNs) -> {
          inside.countDown();
          awaitQuietly(goOn);
        });
        CLIENT.send(List.of(knock));
        inside.await();

        Duration taken = timeToClose(blocked);
        goOn.countDown();
        return taken;
      }
    });
  }

  @Test
  void keepsTheInterruptOfTheThreadThatCloses() throws IOException {
    source.start(List.of(door(second)), heard);

    Thread.currentThread().interrupt();
    source.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Loopback.isFree(second.port())).isTrue();
  }

  private static Duration timeToClose(SocketSource source) {
    long beganNs = System.nanoTime();
    source.close();
    return Duration.ofNanos(System.nanoTime() - beganNs);
  }

  private void flood(AtomicBoolean flooding, Heard heard) {
    List<Knock> burst = Collections.nCopies(100, second);
    while (flooding.get()) {
      try {
        CLIENT.send(burst);
        CLIENT.send(List.of(first));
      } catch (IOException | InterruptedException e) {
        heard.onFailure(e);
        return;
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Door door(Knock... knocks) {
    return Door.named("ssh").knocks(List.of(knocks)).build();
  }
}
