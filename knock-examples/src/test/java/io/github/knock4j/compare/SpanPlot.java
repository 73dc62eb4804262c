// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;

/** A row for each program, as long as its door stays open; those that do not close run out of the picture. */
final class SpanPlot {

  private static final Area AREA = new Area(330, Svg.WIDTH - 96, 84, 84);
  private static final int ROW = 44;
  private static final int THICK = 12;

  private SpanPlot() {}

  /**
   * Draws how long doors stay open beyond a deadline.
   *
   * @param leaseS how long they were to stay open, in seconds
   * @param watchedS how long beyond that they were watched, in seconds
   */
  static String of(String title, List<Measurement> overdue, double leaseS, double watchedS) {
    double bottom = AREA.top() + ROW * overdue.size();
    Svg svg = new Svg((int) bottom + 44, title);
    double scale = AREA.width() / (leaseS + watchedS);
    double deadline = AREA.left() + leaseS * scale;
    mark(svg, AREA.left(), bottom, "opened");
    mark(svg, deadline, bottom, "to be closed");
    mark(svg, AREA.right(), bottom, Figure.text(watchedS) + " s later");
    for (int row = 0; row < overdue.size(); row++) {
      Measurement figure = overdue.get(row);
      double y = AREA.top() + ROW * (row + 0.5);
      double end = Math.max(AREA.left(), deadline + figure.median() * scale);
      String tone = Svg.tone(Program.tone(figure.program()));
      svg.text(24, y + 5, "", figure.program());
      svg.bar(AREA.left(), y - THICK / 2.0, end - AREA.left(), THICK, tone + " solid");
      boolean closed = figure.median() < watchedS;
      String told = closed ? Figure.text(figure.median()) + " s" : "still open";
      svg.text(end + 10, y + 5, "strong", told);
    }
    return svg.toString();
  }

  private static void mark(Svg svg, double x, double bottom, String text) {
    svg.line(x, AREA.top() - 8, x, bottom, "grid");
    svg.text(x, bottom + 22, "small quiet middle", text);
  }
}
