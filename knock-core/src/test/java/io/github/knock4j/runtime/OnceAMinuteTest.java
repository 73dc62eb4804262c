// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnceAMinuteTest {

  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

  private final OnceAMinute once = new OnceAMinute();

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE})
  void isTimeAtFirstAndAMinuteAfterItLastWas(long startNs) {
    assertThat(once.isTime(startNs)).isTrue();
    assertThat(once.isTime(startNs)).isFalse();
    assertThat(once.isTime(startNs + MINUTE_NS - 1)).isFalse();

    assertThat(once.isTime(startNs + MINUTE_NS)).isTrue();
    assertThat(once.isTime(startNs + 2 * MINUTE_NS - 1)).isFalse();
  }
}
