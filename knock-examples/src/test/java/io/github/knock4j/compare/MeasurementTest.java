// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementTest {

  @Test
  void hasAMedianAndASpread() {
    Measurement odd = of(3.0, 1.0, 8.0);
    Measurement even = of(4.0, 1.0, 2.0, 8.0);

    assertThat(odd.median()).isEqualTo(3);
    assertThat(even.median()).isEqualTo(3);
    assertThat(odd.least()).isEqualTo(1);
    assertThat(odd.most()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"1, 50, 1", "1, 99, 1", "60, 99, 60", "100, 99, 99", "200, 99, 198"})
  void findsThePercentileOfSoMany(int count, int percent, double expected) {
    List<Double> figures = IntStream.rangeClosed(1, count)
        .mapToObj(it -> (double) (count + 1 - it))
        .toList();

    assertThat(Measurement.percentile(figures, percent)).isEqualTo(expected);
  }

  @Test
  void needsARun() {
    assertThatIllegalArgumentException().isThrownBy(() -> of()).withMessageContaining("no runs");
  }

  @Test
  void keepsTheRunsOfEachProgramApart() {
    Notes notes = new Notes();
    notes.note("wait", "ours", "p50", "ms", 1);
    notes.note("wait", "theirs", "p50", "ms", 9);
    notes.note("wait", "ours", "p50", "ms", 2);

    assertThat(notes.measurements())
        .containsExactly(
            new Measurement("wait", "ours", "p50", "ms", List.of(1.0, 2.0)),
            new Measurement("wait", "theirs", "p50", "ms", List.of(9.0)));
  }

  private static Measurement of(Double... runs) {
    return new Measurement("wait", "ours", "p50", "ms", List.of(runs));
  }
}
