// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Visitors who knock while 200,000 strangers a second send a first knock each. */
class KnockEngineFloodTest {

  private static final long FLOOD_STEP_NS = ofSeconds(1).toNanos() / 200_000;
  private static final long PAUSE_NS = ofMillis(500).toNanos();
  private static final int VISITORS = 100;
  private static final Door DOOR = Door.named("door")
      .knock(tcp(7000))
      .knock(tcp(8000))
      .knock(tcp(9000))
      .within(ofSeconds(10))
      .build();

  private final List<Grant> openings = new ArrayList<>();
  private final KnockEngine engine =
      KnockEngine.guarding(List.of(DOOR), EngineLimits.defaults(), openings::add);
  private long nowNs;
  private int strangers;

  @ParameterizedTest(name = "IPv6: {0}")
  @ValueSource(booleans = {false, true})
  void opensToEveryVisitor(boolean ipv6) {
    flood(ofSeconds(6).toNanos(), ipv6);
    assertThat(engine.counters().evicted()).as("the table is full").isPositive();

    for (Knock knock : DOOR.knocks()) {
      for (int i = 0; i < VISITORS; i++) {
        engine.onPacket(Packet.of(visitor(i, ipv6), knock), nowNs);
        flood(PAUSE_NS / VISITORS, ipv6);
      }
    }

    assertThat(openings).hasSize(VISITORS);
  }

  private void flood(long durationNs, boolean ipv6) {
    for (long endNs = nowNs + durationNs; nowNs < endNs; nowNs += FLOOD_STEP_NS) {
      strangers++;
      IpAddress stranger = ipv6
          ? IpAddress.ofBits(0x2001_0db8_0000_0000L + strangers, 1)
          : IpAddress.ofBits(0, IpAddress.mapped(strangers));
      engine.onPacket(Packet.of(stranger, tcp(7000)), nowNs);
    }
  }

  private static IpAddress visitor(int i, boolean ipv6) {
    return ipv6
        ? IpAddress.ofBits(0xfd00_0000_0000_0000L + i, 7)
        : IpAddress.ofBits(0, IpAddress.mapped(0xcb00_7100 + i));
  }
}
