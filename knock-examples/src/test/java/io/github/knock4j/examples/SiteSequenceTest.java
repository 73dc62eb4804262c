// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.knock4j.Door;
import io.github.knock4j.engine.Explanation.Outcome;
import io.github.knock4j.rehearsal.Rehearsal;
import org.junit.jupiter.api.Test;

/** What the site's page on tests shows. */
class SiteSequenceTest {

  // #region tests
  private final Door ssh = SiteDoors.ssh();

  @Test
  void opensToItsSequence() {
    Rehearsal rehearsal = Rehearsal.of(ssh)
        .from("203.0.113.7")
        .knock(tcp(7001))
        .after(ofMillis(200))
        .knock(udp(8002))
        .after(ofMillis(200))
        .knock(tcp(9003));

    assertTrue(rehearsal.opened(), rehearsal.explain()::toString);
  }

  @Test
  void staysShutWhenTheLastKnockIsLate() {
    Rehearsal rehearsal =
        Rehearsal.of(ssh).knock(tcp(7001)).knock(udp(8002)).after(ofSeconds(5)).knock(tcp(9003));

    assertFalse(rehearsal.opened());
    assertEquals(Outcome.TOO_SLOW, rehearsal.explain().outcome());
  }

  @Test
  void opensToNoPortSweep() {
    assertTrue(Rehearsal.of(ssh).sweepsToOpen().isEmpty());
  }
  // #endregion tests

  // #region explain
  @Test
  void saysWhereAWrongKnockEndedAnAttempt() {
    Rehearsal rehearsal = Rehearsal.of(ssh).knock(tcp(7001)).knock(tcp(22));

    assertEquals("wrong knock at stage 1 of 3", rehearsal.explain().toString());
    assertEquals(0, rehearsal.stage());
  }
  // #endregion explain

  // #region repeated
  @Test
  void countsASynThatIsSentAgainOnce() {
    Rehearsal rehearsal = Rehearsal.of(ssh)
        .knock(tcp(7001))
        .after(ofSeconds(1))
        .again() // same source port, same sequence number
        .knock(udp(8002))
        .knock(tcp(9003));

    assertTrue(rehearsal.opened(), rehearsal.explain()::toString);
  }
  // #endregion repeated
}
