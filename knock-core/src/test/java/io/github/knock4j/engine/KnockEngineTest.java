// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import org.junit.jupiter.api.Test;

class KnockEngineTest {

  private final Knocker knocker = new Knocker();

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
  void tellsTimeoutsOfAllKindsOfDoorsHoweverLowTheLimit() {
    Door plain = Door.named("plain").knock(udp(7000)).knock(udp(8000)).build();
    Door repeating = Door.named("repeating").knock(tcp(7000)).knock(tcp(7000)).build();
    knocker.at(plain, repeating).knock(udp(7000), tcp(7000));

    int timedOut = 0;
    for (int i = 0; i < 8192; i++) {
      timedOut += knocker.engine.advance(plain.window().toNanos() + 1, 1);
    }

    assertThat(timedOut).isEqualTo(2);
    assertThat(knocker.heard.stages())
        .containsExactly("advanced 1", "advanced 1", "timed out 1", "timed out 1");
  }
}
