// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a table the visitors of one IPv6 /64 get, and what it costs. */
class PrefixQuotaTest {

  private static final int DOOR = 1;
  private static final long PREFIX = 0x2001_0db8_0000_0001L;

  private final SplittableRandom random = new SplittableRandom(1);
  private int tracked;

  @ParameterizedTest(name = "of {0} places, {1}")
  @CsvSource({"1024, 1", "1024, 7", "1024, 8", "1024, 64", "1024, 100", "65536, 5000", "8, 65536"})
  void isNeverExceeded(int places, int quota) {
    VisitorTable table = table(places, quota);

    flood(table, 10 * quota);

    assertThat(tracked).isBetween(1, Math.min(places, quota));
    assertThat(tracked)
        .as("half the quota or more")
        .isGreaterThanOrEqualTo(Math.min(places, quota) / 2);
  }

  @Test
  void givesSixteenVisitorsAtOnceTheirPlaces() {
    int crowded = 0;
    for (int prefix = 0; prefix < 1_000; prefix++) {
      VisitorTable table = table(1024, 64);
      tracked = 0;
      for (int visitor = 0; visitor < 16; visitor++) {
        insert(table, prefix, random.nextLong(), visitor);
      }
      crowded += tracked < 16 ? 1 : 0;
    }

    assertThat(crowded).as("of 1,000 prefixes").isLessThan(5);
  }

  @Test
  void doesNotMakeTheTableGrow() {
    VisitorTable table = table(1 << 20, 4096);
    int before = table.capacity();

    flood(table, 100_000);

    assertThat(before).isEqualTo(4096);
    assertThat(table.capacity()).isEqualTo(before);
  }

  @Test
  void costsNoMoreWhenItIsLarge() {
    VisitorTable small = table(1 << 17, 64);
    VisitorTable large = table(1 << 17, 1 << 16);
    flood(large, 1 << 18);

    long smallNs = Long.MAX_VALUE;
    long largeNs = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      smallNs = Math.min(smallNs, timeOf(small));
      largeNs = Math.min(largeNs, timeOf(large));
    }

    // What the caches hold makes some difference; a look at the whole quota makes one of thousands.
    assertThat(largeNs).isLessThan(20 * smallNs);
  }

  private long timeOf(VisitorTable table) {
    long startNs = System.nanoTime();
    flood(table, 5_000);
    return System.nanoTime() - startNs;
  }

  private void flood(VisitorTable table, int visitors) {
    for (int i = 0; i < visitors; i++) {
      insert(table, PREFIX, random.nextLong(), i);
    }
  }

  private void insert(VisitorTable table, long high, long low, long nowNs) {
    table.stage(table.insert(high, low, DOOR, nowNs), 1);
    tracked++;
  }

  private VisitorTable table(int places, int quota) {
    return new VisitorTable(
        new EngineLimits(places, quota),
        1,
        0,
        new Placement(random, 0),
        new long[] {0, Long.MAX_VALUE},
        (table, place, nowNs) -> tracked--);
  }
}
