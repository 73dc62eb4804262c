// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.engine.Explanation.Outcome.NOT_ALLOWED;
import static io.github.knock4j.engine.Explanation.Outcome.TOO_SLOW;
import static io.github.knock4j.engine.Explanation.Outcome.WRONG_KNOCK;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.knock4j.Door;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.rehearsal.Rehearsal;
import org.junit.jupiter.api.Test;

/**
 * How to test a sequence of one's own: plain JUnit, no network, no waiting. To be copied, with one's
 * own door in place of this one:
 *
 * <pre>{@code
 * mvn -pl knock-examples -am test -Dtest=OwnDoorTest -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
class OwnDoorTest {

  private static final Door DOOR = Door.named("office")
      .knock(udp(30_017))
      .knock(tcp(30_311))
      .knock(udp(30_108))
      .within(ofSeconds(5))
      .openFor(ofMinutes(10))
      .allowing(IpNetwork.parse("203.0.113.0/24"), IpNetwork.parse("2001:db8::/32"))
      .build();

  /** What a visitor does who knows the sequence, with half a second between the knocks. */
  private static Rehearsal theRightKnocks() {
    return Rehearsal.of(DOOR)
        .from("203.0.113.7")
        .knock(udp(30_017))
        .after(ofMillis(500))
        .knock(tcp(30_311))
        .after(ofMillis(500))
        .knock(udp(30_108));
  }

  @Test
  void opensToTheRightKnocks() {
    assertTrue(theRightKnocks().opened());
  }

  /** When a test like the one above fails, this is the message that one wants to see. */
  @Test
  void saysWhyItDidNotOpen() {
    Rehearsal rehearsal = Rehearsal.of(DOOR)
        .from("203.0.113.7")
        .knock(udp(30_017))
        .knock(udp(30_108))
        .knock(tcp(30_311));

    assertFalse(rehearsal.opened());
    assertEquals(WRONG_KNOCK, rehearsal.explain().outcome());
    assertEquals("wrong knock at stage 1 of 3", rehearsal.explain().toString());
  }

  @Test
  void staysShutToAVisitorWhoIsTooSlow() {
    Rehearsal rehearsal = Rehearsal.of(DOOR)
        .from("203.0.113.7")
        .knock(udp(30_017))
        .after(ofSeconds(4))
        .knock(tcp(30_311))
        .after(ofSeconds(1))
        .knock(udp(30_108));

    assertFalse(rehearsal.opened(), "the window is five seconds, and all five were used");
  }

  @Test
  void forgetsAVisitorWhoStops() {
    Rehearsal rehearsal = Rehearsal.of(DOOR).from("203.0.113.7").knock(udp(30_017));
    assertEquals(1, rehearsal.stage());

    rehearsal.after(ofSeconds(5));

    assertEquals(0, rehearsal.stage());
    assertEquals(TOO_SLOW, rehearsal.explain().outcome());
  }

  @Test
  void opensToAVisitorWhoBeginsAgainAfterAMistake() {
    Rehearsal rehearsal = Rehearsal.of(DOOR)
        .from("203.0.113.7")
        .knock(udp(30_017))
        .knock(udp(30_017))
        .knock(tcp(30_311))
        .knock(udp(30_108));

    assertTrue(rehearsal.opened(), rehearsal.explain()::toString);
  }

  /** A SYN that nobody answers is sent again: no second knock, and no wrong one. */
  @Test
  void doesNotMindThatTcpSendsTwice() {
    Rehearsal rehearsal = Rehearsal.of(DOOR)
        .from("203.0.113.7")
        .knock(udp(30_017))
        .knock(tcp(30_311))
        .after(ofSeconds(1))
        .again()
        .knock(udp(30_108));

    assertTrue(rehearsal.opened(), rehearsal.explain()::toString);
  }

  @Test
  void keepsVisitorsApart() {
    Rehearsal rehearsal = Rehearsal.of(DOOR)
        .from("203.0.113.7")
        .knock(udp(30_017))
        .from("203.0.113.8")
        .knock(tcp(30_311))
        .from("203.0.113.7")
        .knock(tcp(30_311))
        .knock(udp(30_108));

    assertTrue(rehearsal.opened(), rehearsal.explain()::toString);
    assertEquals(1, rehearsal.openings().size());
  }

  @Test
  void opensToTheOfficesIpv6NetworkButToNobodyElse() {
    Rehearsal inside = Rehearsal.of(DOOR)
        .from("2001:db8::7")
        .knock(udp(30_017))
        .knock(tcp(30_311))
        .knock(udp(30_108));
    Rehearsal outside = Rehearsal.of(DOOR)
        .from("198.51.100.7")
        .knock(udp(30_017))
        .knock(tcp(30_311))
        .knock(udp(30_108));

    assertTrue(inside.opened(), inside.explain()::toString);
    assertFalse(outside.opened());
    assertEquals(NOT_ALLOWED, outside.explain().outcome());
  }

  @Test
  void staysOpenForTenMinutesFromTheLastKnock() {
    var grant = theRightKnocks().openings().get(0);

    assertFalse(grant.isOver(grant.openedNs() + ofMinutes(10).toNanos() - 1));
    assertTrue(grant.isOver(grant.openedNs() + ofMinutes(10).toNanos()));
  }

  /** A sequence that a port scan finds by accident is none. */
  @Test
  void opensToNoPortSweep() {
    assertTrue(Rehearsal.of(DOOR).sweepsToOpen().isEmpty());
  }

  /** These tests may be read by everybody who reads the code: the real sequence is not in them. */
  @Test
  void showsItsSequenceNowhere() {
    String shown = DOOR + " " + theRightKnocks().explain() + theRightKnocks().openings();

    for (String port : new String[] {"30017", "30311", "30108"}) {
      assertFalse(shown.contains(port));
    }
  }
}
