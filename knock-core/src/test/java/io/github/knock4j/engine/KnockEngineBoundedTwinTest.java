// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.engine.Recorder.Event;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine with far too little memory, beside a slow twin that forgets what it forgets. */
class KnockEngineBoundedTwinTest {

  private static final long PACKETS = Long.getLong("knock4j.twin.packets", 200_000) / 10;
  private static final long FIRST_SEED = Long.getLong("knock4j.twin.seed", 1);

  private final Map<String, Long> told = new TreeMap<>();

  @ParameterizedTest(name = "{0} attempts, {1} of an IPv6 prefix, {2} more visitors")
  @CsvSource({
    "8, 1, 0",
    "8, 3, 10",
    "15, 64, 0",
    "64, 1, 50",
    "64, 3, 10",
    "64, 64, 50",
    "1024, 3, 1000",
    "1024, 64, 4000",
    "2048, 64, 10000"
  })
  void tellsAndCountsWhatTheTwinDoes(int attempts, int perPrefix, int crowd) {
    EngineLimits limits = new EngineLimits(attempts, perPrefix);
    int packetsPerSeed = Math.min(4 * attempts + 500, 5_000);

    for (long i = 0; i < PACKETS / packetsPerSeed; i++) {
      runBoth(FIRST_SEED + i, limits, crowd, packetsPerSeed);
    }

    assertThat(told).as(told.toString()).hasSize(5);
    assertThat(told.values()).as(told.toString()).allMatch(n -> n >= PACKETS / 2_000);
  }

  private void runBoth(long seed, EngineLimits limits, int crowd, int packets) {
    RandomTraffic traffic = new RandomTraffic(seed, crowd);
    SplittableRandom random = new SplittableRandom(~seed);
    Recorder heard = new Recorder();
    KnockEngine engine =
        KnockEngine.seeded(traffic.doors(), limits, heard, new SplittableRandom(seed));
    BoundedTwin twin = new BoundedTwin(traffic.doors(), limits, seed);
    for (int i = 0; i < packets; i++) {
      if (random.nextInt(200) == 0) {
        List<Door> doors = traffic.replaceDoors();
        engine.replaceDoors(doors, traffic.nowNs());
        twin.replaceDoors(doors, traffic.nowNs());
      }
      if (random.nextInt(50) == 0) {
        int limit = random.nextInt(3 * limits.attempts());
        assertThat(engine.advance(traffic.nowNs(), limit))
            .isEqualTo(twin.advance(traffic.nowNs(), limit));
      }
      Packet packet = traffic.next();
      engine.onPacket(packet, traffic.nowNs());
      twin.hear(packet, traffic.nowNs());
      if (!heard.events.equals(twin.events) || !engine.counters().equals(twin.counters())) {
        String where = "seed " + seed + ", packet " + i + ": " + packet;
        assertThat(heard.events).as(where).isEqualTo(twin.events);
        assertThat(engine.counters()).as(where).isEqualTo(twin.counters());
      }
      for (Event event : heard.events) {
        told.merge(event.what(), 1L, Long::sum);
      }
      heard.events.clear();
      twin.events.clear();
    }
  }
}
