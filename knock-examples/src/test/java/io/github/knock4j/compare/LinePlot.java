// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.ArrayList;
import java.util.List;

/** A curve for each program over circumstances that grow, with the spread of the runs. */
final class LinePlot {

  /** Between the dots of two programs, and between the widths of two curves: all stay visible. */
  private static final int APART = 7;

  private static final double BROADER = 2;

  private LinePlot() {}

  static String of(String title, String under, List<Measurement> figures, double whole) {
    Columns columns = new Columns(title, figures, whole);
    columns.frame(under);
    for (String program : columns.programs) {
      draw(columns, program);
    }
    return columns.svg.toString();
  }

  private static void draw(Columns columns, String program) {
    String tone = columns.tone(program);
    double aside =
        APART * (columns.programs.indexOf(program) - (columns.programs.size() - 1) / 2.0);
    List<Double> points = new ArrayList<>();
    for (String at : columns.circumstances) {
      points.add(columns.x(at) + aside);
      points.add(columns.y(columns.figure(program, at).median()));
    }
    int above = columns.programs.size() - 1 - columns.programs.indexOf(program);
    columns.svg.curve(points, 2.5 + BROADER * above, tone);
    for (String at : columns.circumstances) {
      Measurement figure = columns.figure(program, at);
      double x = columns.x(at) + aside;
      columns.svg.line(x, columns.y(figure.least()), x, columns.y(figure.most()), tone + " spread");
      columns.svg.dot(x, columns.y(figure.median()), 5, tone + " solid");
    }
  }
}
