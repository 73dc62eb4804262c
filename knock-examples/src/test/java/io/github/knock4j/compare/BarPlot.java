// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;

/** A bar for each program and circumstance, with its figure on top: a zero is seen as well. */
final class BarPlot {

  private static final double WIDEST = 44;

  private BarPlot() {}

  static String of(String title, String under, List<Measurement> figures, double whole) {
    Columns columns = Columns.framed(title, under, Columns.axis(figures, whole), figures);
    double width = Math.min(WIDEST, columns.width() * 0.7 / columns.programs.size());
    for (String at : columns.circumstances) {
      double x = columns.x(at) - width * columns.programs.size() / 2;
      for (String program : columns.programs) {
        double median = columns.figure(program, at).orElseThrow().median();
        double y = columns.y(median);
        columns.svg.bar(
            x + 2, y, width - 4, columns.area.bottom() - y, columns.tone(program) + " solid");
        columns.svg.text(x + width / 2, y - 7, "strong middle", Figure.text(median));
        x += width;
      }
    }
    return columns.svg.toString();
  }
}
