// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that the project has set itself to reach.
 *
 * @param what is aimed at
 * @param aim the figure that would be enough
 * @param measured what was reached; in the worst of the runs, unless it is a ratio of medians
 * @param isReached whether that is enough
 */
record Aim(String what, String aim, String measured, boolean isReached) {

  /** All that something was measured for. */
  static List<Aim> in(Results results) {
    List<Aim> aims = new ArrayList<>();
    if (Measure.WAIT.isIn(results)) {
      Ratio.in(results).forEach(ratio -> aims.add(of(ratio)));
    }
    if (Measure.FLOOD.isIn(results)) {
      aims.add(flooded(results, 50_000, 100));
      aims.add(flooded(results, 200_000, 99));
      double theirs = flood(results, Program.KNOCKD, 50_000).most();
      aims.add(new Aim(
          "knockd lets in at 50,000/s", "at most 10 %", Figure.text(theirs) + " %", theirs <= 10));
    }
    if (Measure.CROWD.isIn(results)) {
      double least = results.on(Crowd.TOPIC).stream()
          .filter(it -> !it.program().equals(Program.KNOCKD.label()))
          .mapToDouble(Measurement::least)
          .min()
          .orElseThrow();
      aims.add(atLeast("let in of those who knock at the same time", 100, least));
    }
    if (Measure.SWEEP.isIn(results)) {
      double most = results.on(Sweep.TOPIC).stream()
          .filter(it -> !it.program().startsWith("knockd"))
          .mapToDouble(Measurement::most)
          .max()
          .orElseThrow();
      aims.add(new Aim("doors that a sweep opens", "0", Figure.text(most), most == 0));
    }
    return aims;
  }

  private static Aim of(Ratio ratio) {
    return new Aim(
        ratio.program() + ": times faster than knockd, " + ratio.at(),
        Figure.text(ratio.aim()),
        Figure.text(ratio.times()),
        ratio.times() >= ratio.aim());
  }

  private static Aim flooded(Results results, int pace, double aim) {
    String at = Figure.text(pace);
    double sent = results.figure(Flooded.SENT, Program.NETLINK.label(), at).least();
    String came = sent < 0.95 * pace ? ", of which " + Figure.text(sent) + " came" : "";
    return atLeast(
        "let in while " + at + " first knocks/s are sent" + came,
        aim,
        flood(results, Program.NETLINK, pace).least());
  }

  private static Measurement flood(Results results, Program program, int pace) {
    return results.figure(Flooded.TOPIC, program.label(), Figure.text(pace));
  }

  private static Aim atLeast(String what, double aim, double measured) {
    return new Aim(what, Figure.text(aim) + " %", Figure.text(measured) + " %", measured >= aim);
  }

  static String table(List<Aim> aims) {
    return "|  | aim | measured | reached |\n|---|--:|--:|---|\n"
        + aims.stream()
            .map(it -> "| %s | %s | %s | %s |\n"
                .formatted(it.what, it.aim, it.measured, it.isReached ? "yes" : "**no**"))
            .collect(Collectors.joining());
  }
}
