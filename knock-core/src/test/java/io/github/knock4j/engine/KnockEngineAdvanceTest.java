// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts that are over although no packet comes. */
class KnockEngineAdvanceTest {

  private static final Door PLAIN =
      Door.named("plain").knock(udp(7000)).knock(udp(8000)).knock(udp(9000)).build();
  private static final Door REPEATING =
      Door.named("repeating").knock(tcp(7000)).knock(tcp(7000)).build();
  private static final long WINDOW_NS = PLAIN.window().toNanos();
  private static final int ALL = 1 << 20;

  private final Knocker knocker = new Knocker().at(PLAIN, REPEATING);

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1})
  void tellsOfAnAttemptWhoseWindowHasPassed(long startNs) {
    knocker.atTime(startNs).knock(udp(7000), udp(8000));

    assertThat(knocker.engine.advance(startNs + WINDOW_NS - 1, ALL)).isZero();
    assertThat(knocker.engine.advance(startNs + WINDOW_NS, ALL)).isEqualTo(1);

    assertThat(knocker.heard.stages()).containsExactly("advanced 1", "advanced 2", "timed out 2");
    assertThat(knocker.engine.counters().live()).isZero();
  }

  @Test
  void tellsOfAnAttemptOnce() {
    knocker.knock(udp(7000), tcp(7000));

    assertThat(knocker.engine.advance(WINDOW_NS + 1, ALL)).isEqualTo(2);
    assertThat(knocker.engine.advance(WINDOW_NS + 1, ALL)).isZero();
  }

  @Test
  void looksAtNoMorePlacesThanItMay() {
    for (int i = 0; i < 256; i++) {
      knocker.as("198.51.100." + i).knock(udp(7000));
    }

    assertThat(knocker.engine.advance(2 * WINDOW_NS, 0)).isZero();
    assertThat(knocker.engine.advance(2 * WINDOW_NS, 100)).isBetween(1, 100);
  }

  @Test
  void tellsTimeoutsOfAllKindsOfDoorsHoweverLowTheLimit() {
    knocker.knock(udp(7000), tcp(7000));

    int timedOut = 0;
    for (int i = 0; i < 8192; i++) {
      timedOut += knocker.engine.advance(WINDOW_NS + 1, 1);
    }

    assertThat(timedOut).isEqualTo(2);
    assertThat(knocker.heard.stages())
        .containsExactly("advanced 1", "advanced 1", "timed out 1", "timed out 1");
  }

  @Test
  void stillKnowsAFirstKnockThatIsSentAgainLater() {
    Packet knock = knocker.packet(tcp(7000));
    knocker.send(knock).engine.advance(WINDOW_NS, ALL);

    knocker.atTime(WINDOW_NS).send(knock).knock(tcp(7000));

    assertThat(knocker.heard.stages()).containsExactly("advanced 1", "timed out 1", "advanced 1");
    assertThat(knocker.engine.counters().retransmitted()).isEqualTo(1);
  }
}
