// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that come twice, and sequences that do. */
class KnockEngineRepetitionTest {

  private final Knocker knocker = new Knocker();

  @Test
  void countsAKnockThatIsSentAgainOnce() {
    knocker.at(twice().build());
    Packet knock = knocker.packet(tcp(7000));

    knocker.send(knock).send(knock).send(knock);

    assertThat(knocker.heard.stages()).containsExactly("advanced 1");
    assertThat(knocker.engine.counters().retransmitted()).isEqualTo(2);
  }

  @Test
  void countsAKnockOfAnotherConnectionAgain() {
    knocker.at(twice().build());
    Packet knock = knocker.packet(tcp(7000)).from(50_000, 1);

    knocker.send(knock).send(knock.from(50_000, 2));
    knocker.send(knock).send(knock.from(50_001, 1));

    assertThat(knocker.engine.counters().retransmitted()).isZero();
  }

  @Test
  void countsUdpThatIsSentAgain() {
    knocker.at(Door.named("door").knock(udp(7000)).knock(udp(7000)).build());
    Packet knock = knocker.packet(udp(7000));

    knocker.send(knock).send(knock);

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void knowsHowFarAVisitorHasComeAtADoorThatWantsAKnockTwice() {
    Door door =
        Door.named("door").knock(udp(7000)).knock(udp(7000)).knock(udp(8000)).build();
    IpAddress visitor = IpAddress.parse("203.0.113.7");
    knocker.at(door).as(visitor);

    knocker.knock(udp(7000), udp(7000));

    assertThat(knocker.engine.stage(visitor, "door", knocker.nowNs)).isEqualTo(2);
  }

  @Test
  void tellsTcpFromUdpThatLooksTheSame() {
    knocker.at(Door.named("door").knock(udp(7000)).knock(tcp(7000)).build());
    Packet first = knocker.packet(udp(7000)).from(50_000, 0);
    Packet second = knocker.packet(tcp(7000)).from(50_000, 0);

    knocker.send(first).send(second);

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void hearsAKnockAgainOnceItHasHeardAnother() {
    knocker.at(
        Door.named("door").knock(tcp(7000)).knock(tcp(8000)).knock(tcp(7000)).build());
    Packet knock = knocker.packet(tcp(7000));

    knocker.send(knock).knock(tcp(8000)).send(knock);

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void doesNotOpenAgainWhenTheLastKnockIsSentAgain() {
    knocker.at(Door.named("door").knock(tcp(7000)).cooldown(ZERO).build());
    Packet knock = knocker.packet(tcp(7000));

    knocker.send(knock).send(knock).atTime(ofSeconds(60).toNanos()).send(knock);

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1})
  void opensAgainWhenTheCooldownIsOver(long startNs) {
    knocker.at(twice().cooldown(ofSeconds(3)).build());

    knocker.atTime(startNs - 1).knock(tcp(7000), tcp(7000));
    knocker.atTime(startNs + ofSeconds(3).toNanos() - 2).knock(tcp(7000), tcp(7000));
    assertThat(knocker.heard.openedDoors()).hasSize(1);
    knocker.atTime(startNs + ofSeconds(3).toNanos()).knock(tcp(7000));

    assertThat(knocker.heard.openedDoors()).hasSize(2);
    assertThat(knocker.engine.counters().cooled()).isEqualTo(1);
  }

  @Test
  void coolsDownForEachVisitorAndDoorAlone() {
    Door other = Door.named("other").knock(udp(7000)).build();
    knocker.at(Door.named("door").knock(tcp(7000)).build(), other);

    knocker.knock(tcp(7000), udp(7000), tcp(7000), udp(7000));
    knocker.as("203.0.113.8").knock(tcp(7000));

    assertThat(knocker.heard.openedDoors()).containsExactly("door", "other", "door");
  }

  @Test
  void coolsDownAtAsManyDoorsAsThereAre() {
    List<Door> doors = new ArrayList<>();
    for (int port = 1; port <= 300; port++) {
      doors.add(Door.named("door " + port).knock(tcp(port)).build());
    }
    knocker.at(doors);

    for (int port = 1; port <= 300; port++) {
      knocker.knock(tcp(port));
    }
    for (int port = 1; port <= 300; port++) {
      knocker.knock(tcp(port));
    }

    assertThat(knocker.heard.opened).hasSize(300);
  }

  @Test
  void renewsADoorWithALeaseAtOnce() {
    knocker.at(twice().openFor(ofSeconds(60)).build());

    knocker.knock(tcp(7000), tcp(7000), tcp(7000), tcp(7000));

    assertThat(knocker.heard.opened)
        .extracting(grant -> grant.deadlineNs() - ofSeconds(60).toNanos())
        .containsExactly(1L, 3L);
  }

  private static Door.Builder twice() {
    return Door.named("door").knock(tcp(7000)).knock(tcp(7000));
  }
}
