// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorTableTest {

  private static final int DOOR = 2047;

  private int displaced;

  @Test
  void takesThirtyTwoBytesForEachPlace() {
    VisitorTable[] made = {table(8, 1, 0)}; // so that loading classes does not count

    long bytes = Allocated.bytesBy(() -> made[0] = table(1 << 20, 1 << 19, 0));

    assertThat(made[0].capacity()).isEqualTo(1 << 20);
    assertThat(bytes).isBetween(32L << 20, (32L << 20) + 100_000);
  }

  @Test
  void takesEightBytesMoreForEachFurtherWord() {
    VisitorTable[] made = new VisitorTable[1];

    long bytes = Allocated.bytesBy(() -> made[0] = table(1 << 16, 1 << 15, 33));

    assertThat(made[0].capacity()).isEqualTo(1 << 16);
    assertThat(bytes).isBetween((32L + 33 * 8) << 16, ((32L + 33 * 8) << 16) + 100_000);
  }

  @ParameterizedTest(name = "limit {0}")
  @CsvSource({"8, 8", "15, 8", "1000, 512", "1024, 1024", "5000, 4096", "65536, 65536"})
  void growsNoFurtherThanItsLimit(int limit, int capacity) {
    VisitorTable table = table(limit, 1, 0);

    for (int i = 0; i < 4 * limit; i++) {
      table.stage(table.insert(0, 0xffff_0000_0000L + i, DOOR, i), 1);
    }

    assertThat(table.capacity()).isEqualTo(capacity);
    assertThat(displaced).isGreaterThanOrEqualTo(4 * limit - capacity);
  }

  @Test
  void doesNotGrowWhileThereArePairsThatAreOver() {
    VisitorTable table = table(1 << 16, 1, 0);

    for (int i = 0; i < 1 << 16; i++) {
      table.stage(table.insert(0, 0xffff_0000_0000L + i, DOOR, 10_000L * i), 1);
    }

    assertThat(table.capacity()).isEqualTo(1024);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({"1, 2", "0, 281474976710655"})
  void doesNotGrowForOneVisitorAlone(long high, long low) {
    VisitorTable table = table(1 << 20, 1, 0);

    for (int door = 1; door <= 100; door++) {
      table.stage(table.insert(high, low, door, 0), 1);
    }

    assertThat(table.capacity()).isEqualTo(1024);
    assertThat(displaced).isEqualTo(100 - table.width());
  }

  @ParameterizedTest(name = "with {0} others")
  @CsvSource({"119, 1024", "120, 2048"})
  void growsForOneVisitorOnceAnEighthIsTaken(int others, int capacity) {
    VisitorTable table = table(1 << 20, 1, 0);
    long visitor = 0xffff_0000_0000L;
    for (int door = 1; door <= table.width(); door++) {
      table.stage(table.insert(0, visitor, door, 0), 1);
    }
    int full = table.probeSet(0, visitor);
    long other = visitor;
    for (int i = 0; i < others; i++) {
      do {
        other++;
      } while (table.probeSet(0, other) == full);
      table.stage(table.insert(0, other, DOOR, 0), 1);
    }

    table.insert(0, visitor, DOOR, 0);

    assertThat(table.capacity()).isEqualTo(capacity);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void doesNotGrowForOneIpv6PrefixAlone(long seed) {
    VisitorTable table = table(1 << 20, 1, 0);
    SplittableRandom random = new SplittableRandom(seed);

    for (int i = 0; i < 1000; i++) {
      table.stage(table.insert(1, random.nextLong(), DOOR, 0), 1);
    }

    assertThat(table.capacity()).isEqualTo(1024);
  }

  @ParameterizedTest(name = "further words {0}")
  @ValueSource(ints = {0, 5})
  void findsEveryPairAgainWhenItHasGrown(int extraWords) {
    VisitorTable table = table(1 << 16, 1, extraWords);

    for (int i = 1; i <= 4000; i++) {
      int place = table.insert(i, -i, 1 + i % DOOR, i);
      table.stage(place, 1 + i % 31);
      table.heard(place, 0xffff - i, -i);
      for (int word = 0; word < extraWords; word++) {
        table.extra(place, word, i * 31L + word);
      }
    }

    assertThat(displaced).isZero();
    assertThat(table.capacity()).isGreaterThan(4000);
    for (int i = 1; i <= 4000; i++) {
      int place = table.find(i, -i, 1 + i % DOOR);
      assertThat(place).isNotEqualTo(VisitorTable.NONE);
      assertThat(table.ageNs(place, 5000)).isEqualTo(5000 - i);
      assertThat(table.stage(place)).isEqualTo(1 + i % 31);
      assertThat(table.heardLast(place, 0xffff - i, -i)).isTrue();
      for (int word = 0; word < extraWords; word++) {
        assertThat(table.extra(place, word)).isEqualTo(i * 31L + word);
      }
    }
  }

  @Test
  void tellsVisitorsApartWhoseAddressesShareAHalf() {
    VisitorTable table = table(1024, 1, 0);

    table.insert(0, 0, DOOR, 0);
    table.insert(0, -1, DOOR, 0);
    table.insert(-1, 0, DOOR, 0);

    assertThat(table.find(-1, -1, DOOR)).isEqualTo(VisitorTable.NONE);
    assertThat(table.find(0, 0, 1)).isEqualTo(VisitorTable.NONE);
    assertThat(table.find(0, 0, DOOR)).isNotEqualTo(VisitorTable.NONE);
  }

  /** A table in which a pair is over after 1,000,000 ns. */
  private VisitorTable table(int limit, int doorsAtOnce, int extraWords) {
    long[] lifeNs = new long[DOOR + 1];
    Arrays.fill(lifeNs, 1_000_000);
    return new VisitorTable(
        EngineLimits.defaults().withAttempts(limit),
        doorsAtOnce,
        extraWords,
        new Placement(new SplittableRandom(1), 0),
        lifeNs,
        (table, place, nowNs) -> displaced++);
  }
}
