// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * Where values lie between the two ends of a scale, and which of them are named.
 *
 * @param ticks the named values, from one end to the other
 */
record Axis(List<Double> ticks, DoubleUnaryOperator scale) {

  private static final int MOST_STEPS = 5;

  /** From zero to a round number that is no less than this one. */
  static Axis linear(double most) {
    double step = step(most);
    List<Double> ticks = new ArrayList<>(List.of(0.0, step));
    while (last(ticks) < most) {
      ticks.add(ticks.size() * step);
    }
    return new Axis(List.copyOf(ticks), value -> value);
  }

  /** The smallest of 1, 2 and 5, or these by powers of ten, that keeps the ticks few. */
  private static double step(double most) {
    double unit = 1;
    while (true) {
      for (int factor : new int[] {1, 2, 5}) {
        if (factor * unit * MOST_STEPS >= most) {
          return factor * unit;
        }
      }
      unit *= 10;
    }
  }

  /** Powers of ten around all values, which must be more than zero. */
  static Axis log(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    if (sorted[0] <= 0) {
      throw new IllegalArgumentException(
          "a logarithmic axis needs values above 0, has " + sorted[0]);
    }
    int first = (int) Math.floor(Math.log10(sorted[0]));
    int last = (int) Math.ceil(Math.log10(sorted[sorted.length - 1]));
    List<Double> ticks = new ArrayList<>();
    for (int power = first; power <= Math.max(last, first + 1); power++) {
      ticks.add(Math.pow(10, power));
    }
    return new Axis(List.copyOf(ticks), Math::log10);
  }

  /** From 0, at the first tick, to 1, at the last. */
  double at(double value) {
    double first = scale.applyAsDouble(ticks.get(0));
    double last = scale.applyAsDouble(last(ticks));
    return (scale.applyAsDouble(value) - first) / (last - first);
  }

  private static double last(List<Double> ticks) {
    return ticks.get(ticks.size() - 1);
  }
}
