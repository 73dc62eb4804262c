// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of sweeps, without playing them: {@link KnockEngineSweepsTest} does that. */
class SweepsAnswerTest {

  @Test
  void isNothingForStrictDoorsWhosePortsAreApart() {
    assertThat(sweeps(Scope.EVERY_PORT, tcp(7000), tcp(8000), tcp(9000))).isNull();
    assertThat(sweeps(Scope.EVERY_PORT, tcp(7000), tcp(7002))).isNull();
    assertThat(sweeps(Scope.EVERY_PORT, udp(7000), udp(7000))).isNull();
  }

  @Test
  void isOneForNeighboursAndForOneKnock() {
    assertThat(sweeps(Scope.EVERY_PORT, tcp(7000))).isOne();
    assertThat(sweeps(Scope.EVERY_PORT, tcp(7000), tcp(7001))).isOne();
    assertThat(sweeps(Scope.EVERY_PORT, udp(7002), udp(7001), udp(7000))).isOne();
  }

  @Test
  void isTwoWhereOneSweepEndsAndTheNextBegins() {
    assertThat(sweeps(Scope.EVERY_PORT, tcp(65_535), tcp(1))).isEqualTo(2);
    assertThat(sweeps(Scope.EVERY_PORT, tcp(65_535), udp(1))).isEqualTo(2);
  }

  @Test
  void countsTurnsWhereOnlyKnocksAreHeard() {
    assertThat(sweeps(Scope.KNOCK_PORTS, tcp(7000), tcp(8000), tcp(9000))).isOne();
    assertThat(sweeps(Scope.KNOCK_PORTS, tcp(9000), tcp(8000), tcp(7000))).isOne();
    assertThat(sweeps(Scope.KNOCK_PORTS, tcp(7000), udp(8000))).isEqualTo(2);
  }

  private static Integer sweeps(Scope scope, Knock... knocks) {
    Door door = Door.named("door").knocks(List.of(knocks)).scope(scope).build();
    return KnockEngine.sweepsToOpen(List.of(door)).get(door);
  }
}
