// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AxisTest {

  @Test
  void namesRoundNumbersFromZero() {
    assertThat(Axis.linear(100).ticks()).containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
    assertThat(Axis.linear(6).ticks()).containsExactly(0.0, 2.0, 4.0, 6.0);
    assertThat(Axis.linear(0).ticks()).containsExactly(0.0, 1.0);
    assertThat(Axis.linear(73_000).ticks()).endsWith(60_000.0, 80_000.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 7, 11, 99, 101, 12_345, 9e8})
  void hasFewTicksAndRoomForTheLargest(double most) {
    Axis axis = Axis.linear(most);

    assertThat(axis.ticks()).hasSizeBetween(2, 6);
    assertThat(axis.at(most)).isBetween(0.3, 1.0);
  }

  @Test
  void growsByTensIfLogarithmic() {
    Axis axis = Axis.log(DoubleStream.of(0.18, 53));

    assertThat(axis.ticks()).isEqualTo(List.of(0.1, 1.0, 10.0, 100.0));
    assertThat(axis.at(0.1)).isZero();
    assertThat(axis.at(10)).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(axis.at(100)).isEqualTo(1);
  }

  @Test
  void hasTwoEndsAlsoForOneRoundValue() {
    assertThat(Axis.log(DoubleStream.of(10)).ticks()).containsExactly(10.0, 100.0);
  }

  @Test
  void refusesWhatHasNoLogarithm() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Axis.log(DoubleStream.of(5, 0)))
        .withMessageContaining("above 0");
  }
}
