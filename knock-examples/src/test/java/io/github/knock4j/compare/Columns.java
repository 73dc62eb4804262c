// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;
import java.util.Optional;

/** What plots of one topic share: programs, circumstances side by side, and an axis upwards. */
final class Columns {

  private static final Area WHOLE = new Area(88, Svg.WIDTH - 24, 92, 332);

  private final List<Measurement> figures;
  private final Axis axis;
  final List<String> programs;
  final List<String> circumstances;
  final Svg svg;
  final Area area;

  Columns(Svg svg, Area area, Axis axis, List<Measurement> figures) {
    this.svg = svg;
    this.area = area;
    this.axis = axis;
    this.figures = figures;
    programs = figures.stream().map(Measurement::program).distinct().toList();
    circumstances = figures.stream().map(Measurement::at).distinct().toList();
  }

  /** A picture of its own, with its axes drawn, and words below them. */
  static Columns framed(String title, String under, Axis axis, List<Measurement> figures) {
    Svg svg = new Svg((int) WHOLE.bottom() + 68, title);
    Columns columns = new Columns(svg, WHOLE, axis, figures);
    columns.frame("small");
    svg.text((WHOLE.left() + WHOLE.right()) / 2, WHOLE.bottom() + 50, "small quiet middle", under);
    svg.legend(24, 63, columns.programs);
    return columns;
  }

  /** Upwards from 0 to a value that may be reached, or what was. */
  static Axis axis(List<Measurement> figures, double whole) {
    double most = figures.stream().mapToDouble(Measurement::most).max().orElse(0);
    return Axis.linear(Math.max(whole, most));
  }

  /** Draws the axes, with words of some size. */
  void frame(String size) {
    for (double tick : axis.ticks()) {
      svg.line(area.left(), y(tick), area.right(), y(tick), "grid");
      svg.text(area.left() - 10, y(tick) + 5, size + " quiet end", Figure.text(tick));
    }
    for (String at : circumstances) {
      svg.text(x(at), area.bottom() + 22, size + " middle", at);
    }
  }

  /** Nothing if this was not measured: not everybody can take everything. */
  Optional<Measurement> figure(String program, String at) {
    return figures.stream()
        .filter(it -> it.program().equals(program) && it.at().equals(at))
        .findFirst();
  }

  String tone(String program) {
    return Svg.tone(Program.tone(program));
  }

  /** The middle of a circumstance's column. */
  double x(String at) {
    return area.left() + width() * (circumstances.indexOf(at) + 0.5);
  }

  double width() {
    return area.width() / circumstances.size();
  }

  double y(double value) {
    return area.bottom() - area.height() * axis.at(value);
  }
}
