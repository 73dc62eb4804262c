// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;

/**
 * One figure of one program, taken in several runs.
 *
 * @param topic what was measured
 * @param program whose figure it is
 * @param at under which circumstances: how many visitors, which percentile
 * @param unit of the figures
 * @param runs a figure for each run, in the order they were taken; at least one
 */
record Measurement(String topic, String program, String at, String unit, List<Double> runs) {

  Measurement {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("no runs: " + topic + ", " + program);
    }
    runs = List.copyOf(runs);
  }

  double median() {
    return percentile(runs, 50);
  }

  double least() {
    return runs.stream().mapToDouble(it -> it).min().orElseThrow();
  }

  double most() {
    return runs.stream().mapToDouble(it -> it).max().orElseThrow();
  }

  /**
   * The figure that so many percent of all figures do not exceed; of an even number, the median lies
   * half-way between the two in the middle.
   */
  static double percentile(List<Double> figures, int percent) {
    double[] sorted = figures.stream().mapToDouble(it -> it).sorted().toArray();
    int rank = (int) Math.ceil(sorted.length * percent / 100.0) - 1;
    if (percent == 50 && sorted.length % 2 == 0) {
      return (sorted[rank] + sorted[rank + 1]) / 2;
    }
    return sorted[Math.max(0, rank)];
  }
}
