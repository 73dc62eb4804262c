// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {

  @ParameterizedTest
  @CsvSource({
    "PT-1S,0:00",
    "PT0.9S,0:00",
    "PT9S,0:09",
    "PT9M41S,9:41",
    "PT59M59S,59:59",
    "PT1H2M3S,1:02:03",
    "P3DT1H2M3S,3 d 1:02:03"
  })
  void areShownAsOnAClock(Duration span, String shown) {
    assertThat(Spans.clock(span)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"PT0S,now", "PT1S,1 s", "PT59S,59 s", "PT1M,1 min", "PT3H,3 h", "P3D,3 d"})
  void areRoughWhenTheyLieBehind(Duration span, String shown) {
    assertThat(Spans.agoNs(span.toNanos())).isEqualTo(shown);
  }
}
