// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnockTest {

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65_536, 70_000})
  void refusesAPortThatIsNone(int port) {
    assertThatThrownBy(() -> Knock.tcp(port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be 1..65535: " + port);
  }

  @Test
  void keepsItsPortToItself() {
    assertThat(Knock.udp(7001).toString()).doesNotContain("7001").doesNotContainIgnoringCase("udp");
  }
}
