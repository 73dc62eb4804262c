// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;

/** What plots of one topic share: programs, circumstances side by side, and an axis upwards. */
final class Columns {

  static final int LEFT = 72;
  static final int RIGHT = Svg.WIDTH - 24;
  static final int TOP = 92;
  static final int BOTTOM = 332;

  private final List<Measurement> figures;
  private final Axis axis;
  final List<String> programs;
  final List<String> circumstances;
  final Svg svg;

  /** Upwards goes an axis from 0 to a value that may be reached, or what was. */
  Columns(String title, List<Measurement> figures, double whole) {
    this.figures = figures;
    double most = figures.stream().mapToDouble(Measurement::most).max().orElse(0);
    axis = Axis.linear(Math.max(whole, most));
    programs = figures.stream().map(Measurement::program).distinct().toList();
    circumstances = figures.stream().map(Measurement::at).distinct().toList();
    svg = new Svg(BOTTOM + 68, title);
  }

  /** Draws the axes, and what belongs to which colour. */
  void frame(String under) {
    for (double tick : axis.ticks()) {
      svg.line(LEFT, y(tick), RIGHT, y(tick), "grid");
      svg.text(LEFT - 10, y(tick) + 5, "small quiet end", Figure.text(tick));
    }
    for (String at : circumstances) {
      svg.text(x(at), BOTTOM + 22, "small middle", at);
    }
    svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 50, "small quiet middle", under);
    double x = 24;
    for (String program : programs) {
      svg.bar(x, 52, 12, 12, tone(program) + " solid").text(x + 18, 63, "small", program);
      x += 48 + 7.2 * program.length();
    }
  }

  Measurement figure(String program, String at) {
    return figures.stream()
        .filter(it -> it.program().equals(program) && it.at().equals(at))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no figure of " + program + " at " + at));
  }

  String tone(String program) {
    return Svg.tone(Program.tone(program));
  }

  /** The middle of a circumstance's column. */
  double x(String at) {
    return LEFT + width() * (circumstances.indexOf(at) + 0.5);
  }

  double width() {
    return (double) (RIGHT - LEFT) / circumstances.size();
  }

  double y(double value) {
    return BOTTOM - (BOTTOM - TOP) * axis.at(value);
  }
}
