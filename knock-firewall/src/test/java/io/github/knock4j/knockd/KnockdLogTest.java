// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class KnockdLogTest {

  private static final Door SSH =
      Door.named("ssh").knocks(List.of(tcp(7001), tcp(7002), tcp(7003))).build();

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private static Grant grant(String visitor) {
    return Grant.of(SSH, IpAddress.parse(visitor), 0);
  }

  @Test
  void speaksInKnockdsWords() {
    try (KnockdLog log = KnockdLog.to(lines::add)) {
      log.onAdvanced(new Attempt(SSH, "203.0.113.7", 1));
      log.onAdvanced(new Attempt(SSH, "203.0.113.7", 2));
      log.onOpened(grant("203.0.113.7"));
      log.running(grant("203.0.113.7"), "allow %IP% as %IP%");
      log.failed(grant("203.0.113.7"), 3);
      log.commandTimeout(grant("203.0.113.7"));
      log.onTimedOut(new Attempt(SSH, "2001:db8::7", 2));
      log.say("shutting down");
    }

    assertThat(lines)
        .containsExactly(
            "203.0.113.7: ssh: Stage 1",
            "203.0.113.7: ssh: Stage 2",
            "203.0.113.7: ssh: Stage 3",
            "203.0.113.7: ssh: OPEN SESAME",
            "ssh: running command: allow 203.0.113.7 as 203.0.113.7",
            "ssh: command returned non-zero status code (3)",
            "203.0.113.7: ssh: command timeout",
            "2001:db8::7: ssh: sequence timeout (stage 2)",
            "shutting down");
  }

  @Test
  void saysNothingOfWrongKnocksAsKnockdDoesNot() {
    try (KnockdLog log = KnockdLog.to(lines::add)) {
      log.onReset(new Attempt(SSH, "203.0.113.7", 1));
      log.onEvicted(new Attempt(SSH, "203.0.113.7", 1));
    }

    assertThat(lines).isEmpty();
  }

  @Test
  void neverWaitsForWhoTakesTheLinesAndTellsHowManyWereDropped() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    KnockdLog log = KnockdLog.to(waitingFor(stuck, reached));
    log.say("first");
    reached.await();

    for (int i = 0; i < 10_000; i++) {
      log.onAdvanced(new Attempt(SSH, "203.0.113.7", 1));
    }
    log.onOpened(grant("203.0.113.7"));
    stuck.countDown();
    log.close();

    assertThat(lines).hasSize(1 + 1 + 4_096 + 2);
    assertThat(lines.get(1)).isEqualTo("5904 log lines were dropped");
    assertThat(lines).endsWith("203.0.113.7: ssh: Stage 3", "203.0.113.7: ssh: OPEN SESAME");
  }

  private Consumer<String> waitingFor(CountDownLatch stuck, CountDownLatch reached) {
    return line -> {
      reached.countDown();
      try {
        stuck.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      lines.add(line);
    };
  }

  @Test
  void goesOnWhenALineIsNotTaken() {
    try (KnockdLog log = KnockdLog.to(line -> {
      lines.add(line);
      if (line.equals("one")) {
        throw new NoClassDefFoundError("of the taker's");
      }
    })) {
      log.say("one");
      log.say("two");
    }

    assertThat(lines).containsExactly("one", "two");
  }

  @Test
  void showsNamesBehindAddresses() {
    HostNames names = new HostNames(visitor -> visitor.isIpv4() ? "host.example" : null);
    try (KnockdLog log = KnockdLog.to(lines::add, names)) {
      log.onOpened(grant("203.0.113.7"));
      log.commandTimeout(grant("2001:db8::7"));
      log.running(grant("203.0.113.7"), "allow %IP%");
    }

    assertThat(lines)
        .containsExactly(
            "203.0.113.7 (host.example): ssh: Stage 3",
            "203.0.113.7 (host.example): ssh: OPEN SESAME",
            "2001:db8::7: ssh: command timeout",
            "ssh: running command: allow 203.0.113.7");
  }

  @Test
  void showsNoPortOfASequence() {
    try (KnockdLog log = KnockdLog.to(lines::add)) {
      log.onAdvanced(new Attempt(SSH, "203.0.113.7", 1));
      log.onOpened(grant("203.0.113.7"));
    }

    assertThat(lines).isNotEmpty().noneMatch(line -> line.contains("700"));
  }
}
