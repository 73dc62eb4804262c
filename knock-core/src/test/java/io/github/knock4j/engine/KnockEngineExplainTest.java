// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags.Flag;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each answer that an engine has for a visitor who stands before a shut door. */
class KnockEngineExplainTest {

  private static final IpAddress VISITOR = IpAddress.parse("203.0.113.7");
  private static final IpAddress ELSEWHERE = IpAddress.parse("192.0.2.99");
  private static final Door SSH = door().build();

  private final Knocker knocker = new Knocker().as(VISITOR);

  @BeforeEach
  void follow() {
    following(SSH);
  }

  @Test
  void hasNoAnswerBeforeItIsAsked() {
    assertThat(knocker.at(SSH).engine.explanation(0)).isNull();
  }

  @Test
  void refusesToFollowAtADoorThatIsNotThere() {
    assertThatThrownBy(() -> knocker.engine.explain(VISITOR, "shed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no door is named 'shed'");
  }

  @Test
  void sawNoPacketOfTheVisitor() {
    knocker.as("203.0.113.8").knock(tcp(7000));

    assertExplained("no packet was seen at stage 0 of 3");
  }

  @Test
  void seesAnAttemptInProgress() {
    knocker.knock(tcp(7000), tcp(8000));

    assertExplained("in progress at stage 2 of 3");
  }

  @Test
  void sawTheDoorOpen() {
    knocker.knock(SSH.knocks());

    assertExplained("opened at stage 3 of 3");
  }

  @Test
  void sawTheCooldown() {
    knocker.knock(SSH.knocks()).knock(SSH.knocks());

    assertExplained("right, but within the cooldown at stage 3 of 3");
  }

  @Test
  void sawAWrongKnock() {
    knocker.knock(tcp(7000), tcp(8000), tcp(22));

    assertExplained("wrong knock at stage 2 of 3");
  }

  @Test
  void sawThatTheFirstKnockWasWrong() {
    knocker.knock(tcp(22));

    assertExplained("wrong knock at stage 0 of 3");
  }

  @Test
  void foundAnAttemptTooSlowAsSoonAsItsWindowHadPassed() {
    knocker.knock(tcp(7000), tcp(8000));

    assertThat(knocker.engine.explanation(SSH.window().toNanos() - 1))
        .asString()
        .isEqualTo("in progress at stage 2 of 3");
    assertThat(knocker.engine.explanation(SSH.window().toNanos()))
        .asString()
        .isEqualTo("too slow at stage 2 of 3");
  }

  @Test
  void foundAnAttemptTooSlowWhenItsLastKnockCame() {
    knocker.knock(tcp(7000), tcp(8000)).atTime(SSH.window().toNanos()).knock(tcp(9000));

    assertExplained("too slow at stage 2 of 3");
  }

  @Test
  void foundAnAttemptTooSlowThoughItsKnockWasSentAgain() {
    Packet knock = knocker.packet(tcp(7000));
    knocker.send(knock).send(knock);

    assertThat(knocker.engine.explanation(SSH.window().toNanos()))
        .asString()
        .isEqualTo("too slow at stage 1 of 3");
  }

  @Test
  void tookAKnockForTheOneBeforeSentAgain() {
    following(Door.named("ssh").knock(tcp(7000)).knock(tcp(7000)).build());
    Packet knock = knocker.packet(tcp(7000));

    knocker.send(knock).send(knock);

    assertExplained("retransmission at stage 1 of 2");
  }

  @Test
  void keepsAnOpeningInMindThoughTheLastKnockIsSentAgain() {
    following(Door.named("ssh").knock(tcp(7000)).build());
    Packet knock = knocker.packet(tcp(7000));

    knocker.send(knock).send(knock);

    assertExplained("opened at stage 1 of 1");
  }

  @Test
  void didNotHearTheFlags() {
    knocker.knock(tcp(7000)).send(knocker.packet(tcp(8000)).withFlags(Flag.ACK.bit()));

    assertExplained("flags not heard at stage 1 of 3");
  }

  @Test
  void didNotHearWhatWasSentElsewhere() {
    knocker.knock(tcp(7000)).send(knocker.packet(tcp(8000)).to(ELSEWHERE, false));

    assertExplained("sent to another address at stage 1 of 3");
  }

  @Test
  void didNotHearAVisitorFromAnywhereElse() {
    following(door().allowing(IpNetwork.parse("10.0.0.0/8")).build());

    knocker.knock(tcp(7000));

    assertExplained("visitor not in an allowed network at stage 0 of 3");
  }

  @Test
  void didNotHearAVisitorFromAnywhereElseOnAPortOfNoKnock() {
    following(door().allowing(IpNetwork.parse("10.0.0.0/8")).build());

    knocker.knock(tcp(22));

    assertExplained("visitor not in an allowed network at stage 0 of 3");
  }

  @Test
  void didNotHearOtherProtocolsIgnoredPortsOrPortsOfNoKnock() {
    knocker.knock(udp(7000));
    assertExplained("not in scope at stage 0 of 3");

    following(door().ignoring(tcp(22)).build());
    knocker.knock(tcp(22));
    assertExplained("not in scope at stage 0 of 3");

    following(door().scope(Scope.KNOCK_PORTS).build());
    knocker.knock(tcp(22));
    assertExplained("not in scope at stage 0 of 3");
  }

  @Test
  void findsAWrongKnockMoreTellingThanPacketsOutOfScope() {
    knocker.knock(udp(53), tcp(22), udp(53));

    assertExplained("wrong knock at stage 0 of 3");
  }

  @Test
  void sawTheAttemptGiveWay() {
    knocker.within(new EngineLimits(8, 1));
    following(SSH);
    knocker.knock(tcp(7000));

    for (int i = 0; i < 8; i++) {
      knocker.as("198.51.100." + i).knock(tcp(7000), tcp(8000));
    }

    assertExplained("dropped to make room at stage 1 of 3");
  }

  @Test
  void followsOnWhenOtherDoorsAreReplaced() {
    knocker.knock(tcp(7000));

    knocker.engine.replaceDoors(List.of(Door.named("new").knock(tcp(1)).build(), SSH), 1);
    knocker.knock(tcp(8000));

    assertExplained("in progress at stage 2 of 3");
  }

  @Test
  void hasNoAnswerOnceTheDoorIsReplaced() {
    knocker.knock(tcp(7000));

    knocker.engine.replaceDoors(List.of(door().within(ofSeconds(1)).build()), 1);
    knocker.knock(tcp(8000));

    assertThat(knocker.engine.explanation(1)).isNull();
  }

  private static Door.Builder door() {
    return Door.named("ssh").knock(tcp(7000)).knock(tcp(8000)).knock(tcp(9000));
  }

  private void following(Door door) {
    knocker.at(door).engine.explain(VISITOR, "ssh");
  }

  private void assertExplained(String text) {
    assertThat(knocker.engine.explanation(knocker.nowNs)).asString().isEqualTo(text);
  }
}
