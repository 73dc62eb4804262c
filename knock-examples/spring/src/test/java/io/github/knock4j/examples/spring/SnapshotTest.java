// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {

  private static final long TENTH_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private int asked;
  private long nowNs;

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE - 1})
  void asksTheKeeperTenTimesASecondAtMost(long startNs) {
    Snapshot snapshot = new Snapshot(
        () -> {
          asked++;
          return Statuses.running(List.of());
        },
        () -> nowNs);
    nowNs = startNs;

    snapshot.get();
    nowNs = startNs + TENTH_NS - 1;
    snapshot.get();
    assertThat(asked).isOne();

    nowNs = startNs + TENTH_NS;
    snapshot.get();
    assertThat(asked).isEqualTo(2);
  }
}
