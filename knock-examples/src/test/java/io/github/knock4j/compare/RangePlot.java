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
    Ranges ranges = Ranges.of(figures, usualAt, rareAt, LEFT, RIGHT);
    int bottom = TOP + ranges.programs().size() * ROW;
    Svg svg = new Svg(bottom + 44, title);
    for (double tick : ranges.axis.ticks()) {
      svg.line(ranges.x(tick), TOP - 8, ranges.x(tick), bottom, "grid");
      svg.text(ranges.x(tick), bottom + 22, "small quiet middle", Figure.text(tick));
    }
    svg.text(650, TOP - 18, "small quiet end", usualAt);
    svg.text(736, TOP - 18, "small quiet end", rareAt);
    for (int row = 0; row < ranges.programs().size(); row++) {
      double y = TOP + ROW * (row + 0.5);
      ranges.draw(svg, row, y);
      svg.text(24, y + 5, "", ranges.programs().get(row));
      svg.text(650, y + 5, "strong end", Figure.text(ranges.usual(row)));
      svg.text(736, y + 5, "end", Figure.text(ranges.rare(row)));
    }
    return svg.toString();
  }

  /** The figures of the rows, and where they lie between two edges. */
  record Ranges(
      List<Measurement> usual, List<Measurement> rare, Axis axis, double left, double right) {

    static Ranges of(
        List<Measurement> figures, String usualAt, String rareAt, double left, double right) {
      List<Measurement> usual = at(usualAt, figures);
      List<Measurement> rare = at(rareAt, figures);
      Axis axis =
          Axis.log(Stream.concat(usual.stream(), rare.stream()).mapToDouble(Measurement::median));
      return new Ranges(usual, rare, axis, left, right);
    }

    private static List<Measurement> at(String at, List<Measurement> figures) {
      return figures.stream().filter(it -> it.at().equals(at)).toList();
    }

    List<String> programs() {
      return usual.stream().map(Measurement::program).toList();
    }

    double usual(int row) {
      return usual.get(row).median();
    }

    double rare(int row) {
      return rare.get(row).median();
    }

    double x(double value) {
      return left + (right - left) * axis.at(value);
    }

    void draw(Svg svg, int row, double y) {
      String tone = Svg.tone(Program.tone(usual.get(row).program()));
      svg.line(x(usual(row)), y, x(rare(row)), y, tone + " range");
      svg.dot(x(rare(row)), y, 5, tone + " ring");
      svg.dot(x(usual(row)), y, 6.5, tone + " solid");
    }
  }
}
