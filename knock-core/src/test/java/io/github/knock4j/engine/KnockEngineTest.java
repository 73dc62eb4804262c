// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a door opens, and what is told on the way. */
class KnockEngineTest {

  private static final Door SSH = Door.named("ssh")
      .knock(tcp(7001))
      .knock(udp(8002))
      .knock(tcp(9003))
      .openFor(Duration.ofMinutes(10))
      .build();
  private static final long WINDOW_NS = SSH.window().toNanos();

  private final Knocker knocker = new Knocker();

  @Test
  void opensToAVisitorWhoKnocksAsTheDoorWants() {
    knocker.at(SSH).as("203.0.113.7").atTime(100);

    knocker.knock(SSH.knocks());

    assertThat(knocker.heard.opened)
        .containsExactly(Grant.of(SSH, IpAddress.parse("203.0.113.7"), 102));
  }

  @Test
  void opensWhenTheSuffixIsRight() {
    knocker.at(
        Door.named("door").knock(tcp(7000)).knock(tcp(8000)).knock(tcp(9000)).build());

    knocker.knock(tcp(7000), tcp(7000), tcp(8000), tcp(9000));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void opensWhenTheSuffixOfARepeatedKnockIsRight() {
    knocker.at(
        Door.named("door").knock(tcp(7000)).knock(tcp(7000)).knock(tcp(8000)).build());

    knocker.knock(tcp(7000), tcp(7000), tcp(7000), tcp(7000), tcp(8000));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1})
  void opensWhenTheLastKnockComesWithinTheWindow(long startNs) {
    knocker.at(SSH);

    knocker.atTime(startNs).knock(tcp(7001));
    knocker.atTime(startNs + WINDOW_NS / 2).knock(udp(8002));
    knocker.atTime(startNs + WINDOW_NS - 1).knock(tcp(9003));

    assertThat(knocker.heard.stages()).containsExactly("advanced 1", "advanced 2", "opened 0");
  }

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1})
  void keepsTheDoorShutWhenTheLastKnockFallsOutsideTheWindow(long startNs) {
    knocker.at(SSH);

    knocker.atTime(startNs).knock(tcp(7001));
    knocker.atTime(startNs + WINDOW_NS / 2).knock(udp(8002));
    knocker.atTime(startNs + WINDOW_NS).knock(tcp(9003));

    assertThat(knocker.heard.stages()).containsExactly("advanced 1", "advanced 2", "timed out 2");
  }

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1})
  void forgetsTheBeginningThatIsTooOldAndKeepsTheYoungerOne(long startNs) {
    knocker.at(Door.named("door").knock(tcp(1)).knock(tcp(1)).knock(tcp(2)).build());

    knocker.atTime(startNs).knock(tcp(1));
    knocker.atTime(startNs + WINDOW_NS - 1).knock(tcp(1));
    knocker.atTime(startNs + WINDOW_NS).knock(tcp(1), tcp(2));

    assertThat(knocker.heard.stages())
        .containsExactly("advanced 1", "advanced 2", "timed out 2", "advanced 2", "opened 0");
  }

  @Test
  void spendsThePacketsOfAnOpening() {
    knocker.at(Door.named("door")
        .knock(udp(1))
        .knock(udp(2))
        .knock(udp(1))
        .cooldown(ZERO)
        .build());

    knocker.knock(udp(1), udp(2), udp(1), udp(2), udp(1));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void tellsWhenAStrayUndoesAnAttempt() {
    knocker.at(SSH);

    knocker.knock(tcp(7001), udp(8002), tcp(22), tcp(9003));

    assertThat(knocker.heard.stages()).containsExactly("advanced 1", "advanced 2", "reset 2");
  }

  @Test
  void lastsAsLongAsASequenceOfMostKnocks() {
    List<Knock> knocks = new ArrayList<>();
    for (int i = 0; i < Door.MOST_KNOCKS; i++) {
      knocks.add(tcp(7000 + i % 31));
    }
    knocker.at(Door.named("long").knocks(knocks).cooldown(ZERO).build());

    knocker.knock(tcp(7000)).knock(knocks).knock(knocks);

    assertThat(knocker.heard.openedDoors()).containsExactly("long", "long");
  }

  @Test
  void keepsVisitorsApart() {
    knocker.at(SSH);

    knocker.as("203.0.113.7").knock(tcp(7001), udp(8002)).as("203.0.113.8").knock(tcp(9003));
    knocker.as("::203.0.113.7").knock(tcp(22)).as("203.0.113.7").knock(tcp(9003));

    assertThat(knocker.heard.opened)
        .extracting(grant -> grant.visitor().toString())
        .containsExactly("203.0.113.7");
  }

  @ParameterizedTest
  @ValueSource(ints = {7000, 8000, 8017, 8039})
  void hidesNoDoorBehindOthersThatBeginAlike(int last) {
    List<Door> doors = new ArrayList<>();
    for (int port = 8000; port < 8040; port++) {
      doors.add(Door.named("door " + port).knock(tcp(7000)).knock(tcp(port)).build());
    }
    doors.add(Door.named("door 7000").knock(tcp(7000)).knock(tcp(7000)).build());
    knocker.at(doors);

    knocker.knock(tcp(7000), tcp(last));

    assertThat(knocker.heard.events)
        .filteredOn(e -> e.what().equals("advanced") && e.nowNs() == 0)
        .hasSize(41);
    assertThat(knocker.heard.openedDoors()).containsExactly("door " + last);
  }

  @Test
  void hidesNoDoorBehindOthersThatAreUnderWay() {
    List<IpAddress> hosts = new ArrayList<>();
    List<Door> doors = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      hosts.add(IpAddress.parse("10.0.0." + i));
      doors.add(Door.named("door " + i)
          .knock(tcp(7000 + i))
          .knock(tcp(8000 + i))
          .target(hosts.get(i))
          .build());
    }
    knocker.at(doors);

    for (int i = 0; i < 32; i++) {
      knocker.send(knocker.packet(tcp(7000 + i)).to(hosts.get(i), false));
    }
    for (int i = 0; i < 32; i++) {
      knocker.send(knocker.packet(tcp(8000 + i)).to(hosts.get(i), false));
    }

    assertThat(knocker.heard.opened).hasSize(32);
  }

  @Test
  void opensEveryDoorWhoseLastKnockAPacketIs() {
    Door other = Door.named("other").knock(udp(8002)).knock(tcp(9003)).build();
    knocker.at(SSH, other);

    knocker.knock(SSH.knocks());

    assertThat(knocker.heard.openedDoors()).containsExactlyInAnyOrder("ssh", "other");
  }

  @Test
  void countsAPacketForOneOpeningOnly() {
    knocker.at(
        Door.named("twice").knock(udp(7000)).knock(udp(7000)).cooldown(ZERO).build());

    knocker.knock(udp(7000), udp(7000), udp(7000));

    assertThat(knocker.heard.stages()).containsExactly("advanced 1", "opened 0", "advanced 1");
  }

  @Test
  void opensADoorOnceForOnePacketThoughItsPlaceIsWanted() {
    Door one = Door.named("one").knock(tcp(7000)).cooldown(ZERO).build();
    Door other = Door.named("other").knock(tcp(7000)).cooldown(ZERO).build();
    knocker.as("2001:db8::7").within(new EngineLimits(1024, 1)).at(one, other);

    knocker.knock(tcp(7000));
    knocker.heard.opened.clear();
    knocker.knock(tcp(7000));

    assertThat(knocker.heard.openedDoors()).containsExactlyInAnyOrder("one", "other");
  }

  @Test
  void countsWhatChangesNothingAsNoise() {
    knocker.at(SSH);

    knocker.knock(tcp(22), udp(53), tcp(9003));
    knocker.knock(tcp(7001), udp(8002), tcp(22), tcp(22));

    EngineCounters counters = knocker.engine.counters();
    assertThat(counters.packets()).isEqualTo(7);
    assertThat(counters.noise()).isEqualTo(4);
    assertThat(counters.live()).isZero();
  }

  @Test
  void hearsPacketsToPortZeroAsStrays() {
    knocker.at(SSH).knock(tcp(7001));
    Packet packet = knocker.packet(tcp(1));

    knocker.send(new Packet(
        packet.protocol(), packet.source(), 1, packet.destination(), 0, true, Packet.SYN, 1));

    assertThat(knocker.heard.stages()).containsExactly("advanced 1", "reset 1");
  }
}
