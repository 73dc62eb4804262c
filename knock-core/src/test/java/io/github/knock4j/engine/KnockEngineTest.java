// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnockEngineTest {

  private static final IpAddress V4 = IpAddress.parse("203.0.113.7");
  private static final IpAddress V6 = IpAddress.parse("2001:db8::7");

  private final Recorder heard = new Recorder();
  private int connections;

  @Test
  void countsAPacketForOneOpeningOnly() {
    Door door =
        Door.named("twice").knock(udp(7000)).knock(udp(7000)).cooldown(ZERO).build();
    KnockEngine engine = guarding(door);

    for (int i = 0; i < 3; i++) {
      knock(engine, V4, udp(7000), i);
    }

    assertThat(heard.stages()).containsExactly("advanced 1", "opened 0", "advanced 1");
  }

  @Test
  void opensADoorOnceForOnePacketThoughItsPlaceIsWanted() {
    Door one = Door.named("one").knock(tcp(7000)).cooldown(ZERO).build();
    Door other = Door.named("other").knock(tcp(7000)).cooldown(ZERO).build();
    KnockEngine engine = guarding(EngineLimits.defaults().withAttemptsPerIpv6Prefix(1), one, other);

    knock(engine, V6, tcp(7000), 0);
    heard.opened.clear();
    knock(engine, V6, tcp(7000), 1);

    assertThat(heard.openedDoors()).containsExactlyInAnyOrder("one", "other");
  }

  private KnockEngine guarding(Door... doors) {
    return guarding(EngineLimits.defaults(), doors);
  }

  private KnockEngine guarding(EngineLimits limits, Door... doors) {
    return KnockEngine.guarding(List.of(doors), limits, heard);
  }

  /** Each knock is a new connection. */
  private void knock(KnockEngine engine, IpAddress visitor, Knock knock, long nowNs) {
    engine.onPacket(Packet.of(visitor, knock).from(50_000, connections++), nowNs);
  }
}
