// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TroubleTest {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1})
  void isNewOnceUntilItHasBeenGoneForAMinute(long startNs) {
    Trouble trouble = new Trouble();

    assertThat(trouble.isNew(startNs)).isTrue();
    assertThat(trouble.isNew(startNs + MINUTE - 1)).isFalse();
    assertThat(trouble.isNew(startNs + 2 * MINUTE - 2)).isFalse();
    assertThat(trouble.isNew(startNs + 3 * MINUTE - 2)).isTrue();
  }
}
