// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;
import java.util.stream.Stream;

/** A row for each program, from what is usual to what is rare, on a logarithmic axis. */
final class RangePlot {

  private static final int LEFT = 296;
  private static final int RIGHT = 586;
  private static final int TOP = 84;
  private static final int ROW = 40;

  private RangePlot() {}

  /** Draws two circumstances of each program: a full dot, and from there to a ring. */
  static String of(String title, List<Measurement> figures, String usualAt, String rareAt) {
    List<Measurement> usual = at(usualAt, figures);
    List<Measurement> rare = at(rareAt, figures);
    int bottom = TOP + usual.size() * ROW;
    Svg svg = new Svg(bottom + 44, title);
    Axis axis =
        Axis.log(Stream.concat(usual.stream(), rare.stream()).mapToDouble(Measurement::median));
    for (double tick : axis.ticks()) {
      svg.line(x(axis, tick), TOP - 8, x(axis, tick), bottom, "grid");
      svg.text(x(axis, tick), bottom + 22, "small quiet middle", Figure.text(tick));
    }
    svg.text(650, TOP - 18, "small quiet end", usualAt);
    svg.text(736, TOP - 18, "small quiet end", rareAt);
    for (int row = 0; row < usual.size(); row++) {
      double y = TOP + ROW * (row + 0.5);
      String tone = Svg.tone(Program.tone(usual.get(row).program()));
      draw(svg, y, x(axis, usual.get(row).median()), x(axis, rare.get(row).median()), tone);
      svg.text(24, y + 5, "", usual.get(row).program());
      svg.text(650, y + 5, "strong end", Figure.text(usual.get(row).median()));
      svg.text(736, y + 5, "end", Figure.text(rare.get(row).median()));
    }
    return svg.toString();
  }

  private static void draw(Svg svg, double y, double usual, double rare, String tone) {
    svg.line(usual, y, rare, y, tone + " range");
    svg.dot(rare, y, 5, tone + " ring");
    svg.dot(usual, y, 6.5, tone + " solid");
  }

  private static List<Measurement> at(String at, List<Measurement> figures) {
    return figures.stream().filter(it -> it.at().equals(at)).toList();
  }

  private static double x(Axis axis, double value) {
    return LEFT + (RIGHT - LEFT) * axis.at(value);
  }
}
