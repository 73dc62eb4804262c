// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;
import java.util.stream.Stream;

/** The picture for those who have time for one: how long visitors wait, and how many are let in. */
final class Front {

  static final String NAME = "front";

  private static final Area WAIT = new Area(24, 208, 92, 246);
  private static final Area FLOOD = new Area(314, 514, 92, 246);
  private static final Area CROWD = new Area(570, Svg.WIDTH - 20, 92, 246);
  private static final int WAIT_TEXT = 252;
  private static final int HEIGHT = 306;

  private Front() {}

  /** Whether all was measured that is in it. */
  static boolean isIn(Results results) {
    return Stream.of(Measure.WAIT, Measure.FLOOD, Measure.CROWD).allMatch(it -> it.isIn(results));
  }

  static String of(Results results) {
    Svg svg = new Svg(HEIGHT, "knock4j beside knockd");
    waits(svg, results);
    shares(svg, FLOOD, "Let in during a flood, %", "first knocks/s", results.on(Flooded.TOPIC));
    shares(svg, CROWD, "Let in out of a crowd, %", "knock at once", results.on(Crowd.TOPIC));
    return svg.toString();
  }

  /** Names the programs as well, whose colours are those of all three. */
  private static void waits(Svg svg, Results results) {
    svg.text(WAIT.left(), 70, "small strong", "Last knock to open, ms");
    svg.text(WAIT_TEXT, 70, "tiny quiet end", "p50");
    List<Measurement> waits = results.on(KnockToOpen.TOPIC).stream()
        .filter(it -> !it.program().equals(Program.THROUGHPUT.label()))
        .toList();
    RangePlot.Ranges ranges =
        RangePlot.Ranges.of(waits, KnockToOpen.USUAL, KnockToOpen.RARE, WAIT.left(), WAIT.right());
    double row = WAIT.height() / ranges.programs().size();
    for (double tick : ranges.axis().ticks()) {
      double x = ranges.x(tick);
      svg.line(x, WAIT.top() - 8, x, WAIT.bottom(), "grid");
      svg.text(x, WAIT.bottom() + 18, "tiny quiet middle", Figure.text(tick));
    }
    svg.text((WAIT.left() + WAIT.right()) / 2, HEIGHT - 20, "tiny quiet middle", "p50 ● to p99 ○");
    for (int i = 0; i < ranges.programs().size(); i++) {
      double y = WAIT.top() + row * i + 8;
      svg.text(WAIT.left(), y, "tiny halo", ranges.programs().get(i));
      ranges.draw(svg, i, y + 14);
      svg.text(WAIT_TEXT, y + 19, "small strong end", Figure.text(ranges.usual(i)));
    }
  }

  private static void shares(
      Svg svg, Area area, String title, String under, List<Measurement> figures) {
    svg.text(area.left() - 30, 70, "small strong", title);
    List<Measurement> brief = figures.stream().map(Front::brief).toList();
    Columns columns = new Columns(svg, area, Columns.axis(brief, 100), brief);
    columns.frame("tiny");
    LinePlot.draw(columns);
    svg.text((area.left() + area.right()) / 2, HEIGHT - 20, "tiny quiet middle", under);
  }

  private static Measurement brief(Measurement it) {
    String at = it.at().replaceFirst(",000$", "k");
    return new Measurement(it.topic(), it.program(), at, it.unit(), it.runs());
  }
}
