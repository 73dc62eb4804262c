// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Knock;
import io.github.knock4j.Loopback;
import io.github.knock4j.client.KnockClient;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SelectLoopTest {

  private static final int FAILURES = 3;

  private final Heard heard = new Heard();
  private final Knock failing = Knock.tcp(Loopback.freePort());
  private final Knock working = Knock.tcp(Loopback.freePort());
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile BooleanSupplier hasNoRoom = () -> attempts.get() <= FAILURES;
  private SelectLoop loop;

  @BeforeEach
  void start() throws IOException {
    Place place = Place.loopback().get(0);
    loop = new SelectLoop(heard, SelectLoop.CLOSE_PATIENCE);
    loop.add(
        List.of(new Failing(new TcpListener(place, failing)), new TcpListener(place, working)));
    loop.start();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void restsAPortThatFailsAndTellsOnce() throws Exception {
    KnockClient.to("127.0.0.1").send(List.of(failing));

    assertThat(heard.next().knock()).isEqualTo(failing);
    assertThat(attempts).hasValue(FAILURES + 1);
    assertThat(heard.failures()).hasSize(1);
    assertThat(heard.recoveries()).isEqualTo(1);
  }

  @Test
  void hasNotRecoveredWhileAnotherPortWorks() throws Exception {
    hasNoRoom = () -> true;

    KnockClient.to("127.0.0.1").send(List.of(failing, working));

    assertThat(heard.next().knock()).isEqualTo(working);
    assertThat(heard.recoveries()).isZero();
  }

  @Test
  void hearsTheOtherPortsWhileOneRests() throws Exception {
    hasNoRoom = () -> true;

    KnockClient.to("127.0.0.1").send(List.of(failing, working));

    assertThat(heard.next().knock()).isEqualTo(working);
    hasNoRoom = () -> false;
    assertThat(heard.next().knock()).isEqualTo(failing);
  }

  /** What accepting does while the process has no file descriptor left. */
  private final class Failing implements Listener {

    private final Listener listener;

    private Failing(Listener listener) {
      this.listener = listener;
    }

    @Override
    public SelectableChannel channel() {
      return listener.channel();
    }

    @Override
    public int readiness() {
      return listener.readiness();
    }

    @Override
    public boolean take(SocketPacket packet) throws IOException {
      attempts.incrementAndGet();
      if (hasNoRoom.getAsBoolean()) {
        throw new IOException("Too many open files");
      }
      return listener.take(packet);
    }
  }
}
