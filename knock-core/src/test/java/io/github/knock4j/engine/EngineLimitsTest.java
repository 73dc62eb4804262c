// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineLimitsTest {

  @Test
  void suitAServerUnlessToldOtherwise() {
    assertThat(EngineLimits.defaults()).isEqualTo(new EngineLimits(1_048_576, 64));
  }

  @Test
  void changeOneAtATime() {
    EngineLimits limits = EngineLimits.defaults().withAttempts(8).withAttemptsPerIpv6Prefix(1);

    assertThat(limits).isEqualTo(new EngineLimits(8, 1));
  }

  @Test
  void takeTheMostThatTheyMay() {
    EngineLimits most = new EngineLimits(16_777_216, 65_536);

    assertThat(most.attempts()).isEqualTo(1 << 24);
    assertThat(most.attemptsPerIpv6Prefix()).isEqualTo(1 << 16);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 7, 16_777_217, Integer.MAX_VALUE})
  void refuseAttemptsOutOfRange(int attempts) {
    assertThatThrownBy(() -> new EngineLimits(attempts, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attempts must be 8..16777216: " + attempts);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_537, Integer.MAX_VALUE})
  void refuseAttemptsPerPrefixOutOfRange(int attempts) {
    assertThatThrownBy(() -> new EngineLimits(8, attempts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attempts per IPv6 prefix must be 1..65536: " + attempts);
  }
}
