// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.LinkType;
import java.util.ArrayList;
import java.util.List;

/**
 * Decoder and engine on any bytes at any times: they never throw, and the counters add up. With
 * {@code -Pfuzz}, looks for input that does otherwise; else only tries again what was found before.
 */
class EngineFuzzTest {

  private static final int LONGEST_FRAME = 120;
  private static final int MOST_FRAMES = 200;

  private static final List<Door> DOORS = List.of(
      Door.named("plain")
          .knock(tcp(1))
          .knock(udp(2))
          .knock(tcp(3))
          .within(ofNanos(200))
          .build(),
      Door.named("repeats").knocks(List.of(udp(1), udp(1), udp(2), udp(1))).build(),
      Door.named("loose")
          .knock(tcp(2))
          .knock(tcp(1))
          .scope(Scope.KNOCK_PORTS)
          .flags(TcpFlags.ANY)
          .build(),
      Door.named("one").knock(tcp(3)).ignoring(tcp(4)).build());

  @FuzzTest(maxDuration = "3m")
  void survivesEveryTraffic(FuzzedDataProvider data) {
    List<Grant> openings = new ArrayList<>();
    EngineLimits limits = new EngineLimits(data.consumeInt(8, 64), data.consumeInt(1, 8));
    KnockEngine engine = KnockEngine.guarding(DOORS, limits, openings::add);
    FrameView view = new FrameView(data.pickValue(LinkType.values()));
    long nowNs = data.consumeLong();
    int packets = 0;

    for (int i = 0; i < MOST_FRAMES && data.remainingBytes() > 0; i++) {
      nowNs += data.consumeInt(0, 255);
      byte[] frame = data.consumeBytes(data.consumeInt(0, LONGEST_FRAME));
      if (view.wrap(frame, frame.length)) {
        engine.onPacket(view, nowNs);
        packets++;
      }
      if (data.consumeByte() == 0) {
        engine.advance(nowNs, 16);
      }
    }

    EngineCounters counters = engine.counters();
    assertThat(counters.packets()).isEqualTo(packets);
    assertThat(counters.opened()).isEqualTo(openings.size());
    assertThat(counters.noise()).isBetween(0L, counters.packets());
    assertThat(counters.live()).isBetween(0L, 2L * limits.attempts());
    assertThat(counters.advanced()).isLessThanOrEqualTo(counters.packets() * DOORS.size());
  }
}
