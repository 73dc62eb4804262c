// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** A curve for each program over circumstances that grow, with the spread of the runs. */
final class LinePlot {

  /** Between the dots of two programs, and between the widths of two curves: all stay visible. */
  private static final int APART = 7;

  private static final double BROADER = 2;

  private LinePlot() {}

  /** On an axis that begins at 0, and goes as far as may be reached. */
  static String of(String title, String under, List<Measurement> figures, double whole) {
    return drawn(Columns.framed(title, under, Columns.axis(figures, whole), figures));
  }

  /** On an axis that grows by tens. */
  static String logarithmic(String title, String under, List<Measurement> figures) {
    DoubleStream values =
        figures.stream().flatMapToDouble(it -> DoubleStream.of(it.least(), it.most()));
    return drawn(Columns.framed(title, under, Axis.log(values), figures));
  }

  private static String drawn(Columns columns) {
    draw(columns);
    return columns.svg.toString();
  }

  /** Draws the curves between axes that are there already. */
  static void draw(Columns columns) {
    for (String program : columns.programs) {
      draw(columns, program);
    }
  }

  private static void draw(Columns columns, String program) {
    String tone = columns.tone(program);
    double aside =
        APART * (columns.programs.indexOf(program) - (columns.programs.size() - 1) / 2.0);
    List<Double> points = new ArrayList<>();
    for (String at : columns.circumstances) {
      columns.figure(program, at).ifPresent(figure -> {
        points.add(columns.x(at) + aside);
        points.add(columns.y(figure.median()));
      });
    }
    int above = columns.programs.size() - 1 - columns.programs.indexOf(program);
    columns.svg.curve(points, 2.5 + BROADER * above, tone);
    for (String at : columns.circumstances) {
      columns.figure(program, at).ifPresent(it -> dot(columns, columns.x(at) + aside, it, tone));
    }
  }

  private static void dot(Columns columns, double x, Measurement figure, String tone) {
    columns.svg.line(x, columns.y(figure.least()), x, columns.y(figure.most()), tone + " spread");
    columns.svg.dot(x, columns.y(figure.median()), 5, tone + " solid");
  }
}
