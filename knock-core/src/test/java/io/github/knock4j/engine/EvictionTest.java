// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who goes when a place is wanted, in a table that is one probe set. */
class EvictionTest {

  private static final long LIFE_NS = 1_000_000;
  private static final long NOW_NS = 5_000_000;
  private static final long PREFIX = 0x2001_0db8_0000_0001L;

  private final List<Long> gone = new ArrayList<>();
  private VisitorTable table = table(8, 64);

  @ParameterizedTest(name = "the oldest stands at place {0}")
  @ValueSource(ints = {0, 3, 7})
  void takesTheOldestOfThoseAtOneStage(int oldest) {
    for (int i = 0; i < 8; i++) {
      put(i, 2, i == oldest ? NOW_NS - 10 : NOW_NS - 9);
    }

    table.insert(0, ipv4(100), 1, NOW_NS);

    assertThat(gone).containsExactly(ipv4(oldest));
  }

  @Test
  void takesTheLeastAdvancedBeforeTheOldest() {
    for (int i = 0; i < 8; i++) {
      put(i, i == 5 ? 1 : 2, i == 5 ? NOW_NS : NOW_NS - LIFE_NS + 1);
    }

    table.insert(0, ipv4(100), 1, NOW_NS);

    assertThat(gone).containsExactly(ipv4(5));
  }

  @Test
  void takesOneThatIsOverBeforeTheLeastAdvanced() {
    for (int i = 0; i < 8; i++) {
      put(i, i == 5 ? 31 : 1, i == 5 ? NOW_NS - LIFE_NS : NOW_NS - LIFE_NS + 1);
    }

    table.insert(0, ipv4(100), 1, NOW_NS);

    assertThat(gone).containsExactly(ipv4(5));
  }

  @Test
  void knowsInTheWidestProbeSetWhatIsOverAfterADay() {
    long dayNs = Duration.ofDays(1).toNanos();
    table = table(1 << 12, 64, 2047, dayNs);
    for (int i = 0; i < table.width(); i++) {
      put(i, i == 5 ? 31 : 1, i == 5 ? NOW_NS - dayNs : NOW_NS - dayNs + 1);
    }

    table.insert(0, ipv4(10_000), 1, NOW_NS);

    assertThat(table.width()).isEqualTo(1 << 12);
    assertThat(gone).containsExactly(ipv4(5));
  }

  @ParameterizedTest(name = "for {0} ns")
  @ValueSource(longs = {LIFE_NS, 1L << 47, 1L << 58, 3L << 59, (1L << 62) - 1})
  void takesOneThatIsOverHoweverLong(long ageNs) {
    for (int i = 0; i < 8; i++) {
      put(i, 1, i == 5 ? NOW_NS - ageNs : NOW_NS - LIFE_NS + 1);
    }

    table.insert(0, ipv4(100), 1, NOW_NS);

    assertThat(gone).containsExactly(ipv4(5));
  }

  @ParameterizedTest(name = "IPv6: {0}, so many ns ahead: {1}")
  @CsvSource({"false, 1", "false, 1000000", "true, 1", "true, 1000000"})
  void countsAStampFromTheFutureAsNow(boolean ipv6, long aheadNs) {
    for (int i = 0; i < 8; i++) {
      long timeNs = i == 2 ? NOW_NS : NOW_NS + aheadNs + i;
      stamp(ipv6 ? table.insert(PREFIX, i, 1, 0) : table.insert(0, ipv4(i), 1, 0), 1, timeNs);
    }

    table.insert(ipv6 ? PREFIX : 0, ipv6 ? 100 : ipv4(100), 1, NOW_NS);

    assertThat(gone)
        .as("the first in order, as all are equally old")
        .containsExactly(ipv6 ? 0 : ipv4(0));
  }

  @Test
  void ranksAlikeAtBothEndsOfTime() {
    for (int i = 0; i < 8; i++) {
      put(i, 1, Long.MAX_VALUE - 20 + i);
    }
    stamp(table.find(0, ipv4(4), 1), 1, Long.MAX_VALUE - 30);

    table.insert(0, ipv4(100), 1, Long.MIN_VALUE + 10);

    assertThat(gone).containsExactly(ipv4(4));
  }

  @Test
  void leavesHalfOfAFullProbeSetToOthersThanOnePrefix() {
    for (int i = 0; i < 4; i++) {
      put(i, 1, NOW_NS - 100);
      stamp(table.insert(PREFIX, i, 1, 0), 1, NOW_NS - i);
    }

    table.insert(PREFIX, 100, 1, NOW_NS);

    assertThat(gone).as("the oldest of the prefix, although others are older").containsExactly(3L);
  }

  @Test
  void letsAPrefixWithLessThanHalfOfAFullProbeSetTakeAnyPlace() {
    for (int i = 0; i < 5; i++) {
      put(i, 1, NOW_NS - 100 - i);
    }
    for (int i = 0; i < 3; i++) {
      stamp(table.insert(PREFIX, i, 1, 0), 1, NOW_NS);
    }

    table.insert(PREFIX, 100, 1, NOW_NS);

    assertThat(gone).containsExactly(ipv4(4));
  }

  @Test
  void letsAPrefixTakeThePlaceOfOneWhoseTimeIsOver() {
    for (int i = 0; i < 8; i++) {
      stamp(i == 6 ? table.insert(0, ipv4(i), 1, 0) : table.insert(PREFIX, i, 1, 0), 1, NOW_NS);
    }
    stamp(table.find(0, ipv4(6), 1), 1, NOW_NS - LIFE_NS);

    table.insert(PREFIX, 100, 1, NOW_NS);

    assertThat(gone).containsExactly(ipv4(6));
  }

  @ParameterizedTest(name = "quota {0}")
  @ValueSource(ints = {1, 3, 5})
  void holdsAPrefixToItsQuotaThoughPlacesAreEmpty(int quota) {
    table = table(8, quota);

    for (int i = 0; i <= quota; i++) {
      stamp(table.insert(PREFIX, i, 1, NOW_NS), 1, NOW_NS + i);
    }

    assertThat(gone).containsExactly(0L);
  }

  @Test
  void tellsAPrefixOfZerosFromIpv4() {
    table = table(8, 1);
    put(1, 1, NOW_NS);

    table.insert(0, 1, 1, NOW_NS);

    assertThat(gone).isEmpty();
  }

  private void put(int visitor, int stage, long timeNs) {
    stamp(table.insert(0, ipv4(visitor), 1, 0), stage, timeNs);
  }

  private void stamp(int place, int stage, long timeNs) {
    table.stage(place, stage);
    table.timeNs(place, timeNs);
  }

  private static long ipv4(int visitor) {
    return 0xffff_0000_0000L + visitor;
  }

  private VisitorTable table(int limit, int perPrefix) {
    return table(limit, perPrefix, 1, LIFE_NS);
  }

  private VisitorTable table(int limit, int perPrefix, int doorsAtOnce, long lifeNs) {
    return new VisitorTable(
        new EngineLimits(limit, perPrefix),
        doorsAtOnce,
        0,
        new Placement(new SplittableRandom(1), 0),
        new long[] {0, lifeNs},
        (from, place, nowNs) -> gone.add(from.low(place)));
  }
}
