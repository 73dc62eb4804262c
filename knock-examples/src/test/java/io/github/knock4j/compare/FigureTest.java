// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "0.01|0.01",
        "0.1837|0.18",
        "1|1",
        "1.849|1.8",
        "9.96|10",
        "27.5|28",
        "1234.4|1,234",
        "100000|100,000"
      })
  void showsTwoDigitsAndWholeNumbers(double value, String text) {
    assertThat(Figure.text(value)).isEqualTo(text);
  }

  @Test
  void showsASpreadThatCanBeSeen() {
    assertThat(Figure.withSpread(of(0.17, 0.181, 0.25))).isEqualTo("0.18 (0.17–0.25)");
    assertThat(Figure.withSpread(of(100.0, 100.0, 100.0))).isEqualTo("100");
  }

  @Test
  void standsInATableOfProgramsAndCircumstances() {
    String table = Table.of(List.of(
        new Measurement("wait", "ours", "1", "ms", List.of(2.0)),
        new Measurement("wait", "ours", "5", "ms", List.of(3.0)),
        new Measurement("wait", "theirs", "5", "ms", List.of(40.0))));

    assertThat(table).isEqualTo("""
        |  | 1 | 5 |
        |---|--:|--:|
        | ours | 2 | 3 |
        | theirs |  | 40 |
        """);
  }

  private static Measurement of(Double... runs) {
    return new Measurement("wait", "ours", "p50", "ms", List.of(runs));
  }
}
