// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.IOException;
import java.util.List;

/** How many of those who knock at the same time, and rightly, are let in. */
final class Crowd {

  static final String TOPIC = "visitors let in";
  static final List<Integer> SIZES = List.of(1, 5, 20, 40, 80);
  static final List<Program> PROGRAMS = List.of(Program.NETLINK, Program.IPTABLES, Program.KNOCKD);

  private Crowd() {}

  static void run(Notes notes, long seed) throws IOException {
    for (int size : SIZES) {
      for (Program program : PROGRAMS) {
        take(notes, program, size, seed);
      }
    }
  }

  /** One run of one program. Each crowd meets it fresh. */
  static void take(Notes notes, Program program, int visitors, long seed) throws IOException {
    try (Bench bench = Bench.guardedBy(program)) {
      long in = bench.visit("within", "0", "20", "0", "" + visitors, "" + seed).stream()
          .filter(waitedNs -> Long.parseLong(waitedNs) < Visit.LIMIT_NS)
          .count();
      notes.note(TOPIC, program.label(), "" + visitors, "%", 100.0 * in / visitors);
    }
  }

  static Section section(Results results) {
    List<Measurement> figures = results.on(TOPIC);
    return new Section(
        "Visitors who knock at the same time",
        new Section.Picture(
            "crowd",
            "How many are let in",
            LinePlot.of(
                "Visitors let in who knock rightly, %",
                "how many knock at the same time", figures, 100)),
        """
        %s
        In percent of those who knocked; all of them knew the sequence, and had 20 to 200 ms between their knocks.
        """.formatted(Table.of(figures)));
  }
}
