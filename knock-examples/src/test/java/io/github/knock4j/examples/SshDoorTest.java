// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMillis;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.knock4j.rehearsal.Rehearsal;
import org.junit.jupiter.api.Test;

class SshDoorTest {

  @Test
  void opensToItsSequence() {
    Rehearsal rehearsal = Rehearsal.of(SshDoor.door())
        .from("203.0.113.7")
        .knock(tcp(7001))
        .after(ofMillis(200))
        .knock(udp(8002))
        .after(ofMillis(200))
        .knock(tcp(9003));

    assertTrue(rehearsal.opened(), rehearsal.explain()::toString);
  }

  @Test
  void opensToNoSweep() {
    assertTrue(Rehearsal.of(SshDoor.door()).sweepsToOpen().isEmpty());
    assertFalse(Rehearsal.of(SshDoor.door()).knock(tcp(9003)).opened());
  }
}
