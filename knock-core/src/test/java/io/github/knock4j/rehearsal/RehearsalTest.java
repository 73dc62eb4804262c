// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.rehearsal;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags.Flag;
import io.github.knock4j.engine.Explanation.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  private static final Door SSH = Door.named("ssh")
      .knock(tcp(7001))
      .knock(udp(8002))
      .knock(tcp(9003))
      .within(ofSeconds(5))
      .openFor(Duration.ofMinutes(10))
      .build();

  private final Rehearsal rehearsal = Rehearsal.of(SSH).from("203.0.113.7");

  @Test
  void opensToTheRightKnocks() {
    rehearsal
        .knock(tcp(7001))
        .after(ofMillis(200))
        .knock(udp(8002))
        .after(ofMillis(200))
        .knock(tcp(9003));

    assertThat(rehearsal.opened()).isTrue();
    assertThat(rehearsal.explain().outcome()).isEqualTo(Outcome.OPENED);
    assertThat(rehearsal.openings()).singleElement().satisfies(grant -> {
      assertThat(grant.visitor()).isEqualTo(IpAddress.parse("203.0.113.7"));
      assertThat(grant.deadlineNs() - grant.openedNs()).isEqualTo(SSH.lease().toNanos());
    });
  }

  @Test
  void staysShutAfterAStrayAndSaysAtWhichStage() {
    rehearsal.knock(tcp(7001)).knock(udp(8002)).knock(tcp(22)).knock(tcp(9003));

    assertThat(rehearsal.opened()).isFalse();
    assertThat(rehearsal.stage()).isZero();
    assertThat(rehearsal.explain()).hasToString("wrong knock at stage 2 of 3");
  }

  @Test
  void staysShutWhenTheWindowHasPassed() {
    rehearsal.knock(tcp(7001)).knock(udp(8002)).after(ofSeconds(5)).knock(tcp(9003));

    assertThat(rehearsal.opened()).isFalse();
    assertThat(rehearsal.explain()).hasToString("too slow at stage 2 of 3");
  }

  @Test
  void countsTheKnocksThatMatchUntilTheWindowHasPassed() {
    rehearsal.knock(tcp(7001)).knock(udp(8002));
    assertThat(rehearsal.stage()).isEqualTo(2);

    rehearsal.after(ofSeconds(5));

    assertThat(rehearsal.stage()).isZero();
    assertThat(rehearsal.explain()).hasToString("too slow at stage 2 of 3");
  }

  @Test
  void takesNoRetransmissionForAKnock() {
    Door twice = Door.named("twice").knock(tcp(7001)).knock(tcp(7001)).build();
    Rehearsal retried = Rehearsal.of(twice).knock(tcp(7001)).again();
    assertThat(retried.opened()).isFalse();
    assertThat(retried.explain().outcome()).isEqualTo(Outcome.RETRANSMISSION);

    retried.knock(tcp(7001));

    assertThat(retried.opened()).isTrue();
  }

  @Test
  void saysThatFlagsWereNotHeard() {
    rehearsal.withFlags(Flag.SYN, Flag.ACK).knock(tcp(7001));

    assertThat(rehearsal.explain()).hasToString("flags not heard at stage 0 of 3");
  }

  @Test
  void saysThatAPacketWentElsewhere() {
    rehearsal.to("198.51.100.1").knock(tcp(7001));

    assertThat(rehearsal.explain().outcome()).isEqualTo(Outcome.OTHER_TARGET);
  }

  @Test
  void saysThatAVisitorIsNotAllowed() {
    Door home = Door.named("home")
        .knock(tcp(7001))
        .allowing(IpNetwork.parse("192.168.0.0/16"))
        .build();

    Rehearsal stranger = Rehearsal.of(home).from("203.0.113.7").knock(tcp(7001));

    assertThat(stranger.explain().outcome()).isEqualTo(Outcome.NOT_ALLOWED);
    assertThat(stranger.from("192.168.4.4").knock(tcp(7001)).opened()).isTrue();
  }

  @Test
  void saysThatAPortIsNotInScope() {
    Door tcpOnly = Door.named("tcp").knock(tcp(7001)).knock(tcp(8002)).build();

    Rehearsal datagram = Rehearsal.of(tcpOnly).knock(udp(7001));

    assertThat(datagram.explain().outcome()).isEqualTo(Outcome.NOT_IN_SCOPE);
  }

  @Test
  void saysThatTheDoorCoolsDown() {
    Door backup = Door.named("backup").knock(tcp(7001)).knock(tcp(8002)).build();
    Rehearsal eager = Rehearsal.of(backup).knock(tcp(7001)).knock(tcp(8002));

    eager.after(ofSeconds(1)).knock(tcp(7001)).knock(tcp(8002));

    assertThat(eager.openings()).hasSize(1);
    assertThat(eager.explain().outcome()).isEqualTo(Outcome.COOLING_DOWN);
  }

  @Test
  void keepsVisitorsApart() {
    rehearsal.knock(tcp(7001)).knock(udp(8002));

    rehearsal.from("203.0.113.8").knock(tcp(9003));

    assertThat(rehearsal.opened()).isFalse();
    assertThat(rehearsal.from("203.0.113.7").knock(tcp(9003)).opened()).isTrue();
  }

  @Test
  void hearsTheTargetOfADoorUnlessToldOtherwise() {
    Door routed = Door.named("routed")
        .knock(tcp(7001))
        .target(IpAddress.parse("10.0.0.9"))
        .build();

    assertThat(Rehearsal.of(routed).knock(tcp(7001)).opened()).isTrue();
    assertThat(Rehearsal.of(routed).to("10.0.0.8").knock(tcp(7001)).opened()).isFalse();
  }

  @Test
  void countsTheSweepsThatOpenADoor() {
    Door one = Door.named("one").knock(tcp(7001)).build();
    Door neighbours =
        Door.named("neighbours").knocks(List.of(tcp(7), tcp(8), tcp(9))).build();
    Door.Builder loose = Door.named("loose").scope(Scope.KNOCK_PORTS);

    assertThat(rehearsal.sweepsToOpen()).isEmpty();
    assertThat(Rehearsal.of(one).sweepsToOpen()).isEqualTo(OptionalInt.of(1));
    assertThat(Rehearsal.of(neighbours).sweepsToOpen()).isEqualTo(OptionalInt.of(1));
    assertThat(
            Rehearsal.of(loose.knocks(List.of(tcp(7000), tcp(9000), tcp(8000))).build())
                .sweepsToOpen())
        .isEqualTo(OptionalInt.of(2));
  }

  @Test
  void showsNoPort() {
    rehearsal.knock(tcp(7001));

    assertThat(rehearsal.explain().toString() + rehearsal.openings() + SSH)
        .doesNotContain("7001", "8002", "9003");
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> rehearsal.after(ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-0.001S");
    assertThatThrownBy(rehearsal::again).isInstanceOf(IllegalStateException.class);
  }
}
