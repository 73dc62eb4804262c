// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.IOException;
import java.util.List;

/** How long after his last knock a visitor is let in. */
final class KnockToOpen {

  static final String TOPIC = "knock to open";
  static final String USUAL = "p50";
  static final String RARE = "p99";
  static final String COLD = "p50 of the first";
  static final String FIRST = "the very first";

  private static final int VISITORS = 60;

  private KnockToOpen() {}

  static void run(Notes notes, long seed) throws IOException {
    for (Program program : Program.values()) {
      take(notes, program, VISITORS, seed);
    }
  }

  /** One run of one program: so many visitors after it was started, and for ours as many later. */
  static void take(Notes notes, Program program, int visitors, long seed) throws IOException {
    try (Bench bench = Bench.apartGuardedBy(program)) {
      String manner = program == Program.FWKNOPD ? "authorized" : "singly";
      List<Double> first = waited(bench, manner, 0, visitors, seed);
      List<Double> warm = program.isOurs() ? later(bench, program, visitors, seed) : first;
      notes.note(TOPIC, program.label(), USUAL, "ms", Measurement.percentile(warm, 50));
      notes.note(TOPIC, program.label(), RARE, "ms", Measurement.percentile(warm, 99));
      if (program.isOurs()) {
        notes.note(TOPIC, program.label(), COLD, "ms", Measurement.percentile(first, 50));
        notes.note(TOPIC, program.label(), FIRST, "ms", first.get(0));
      }
    }
  }

  private static List<Double> later(Bench bench, Program program, int visitors, long seed) {
    if (program.warmUp() > 0) {
      waited(bench, "hastily", visitors, program.warmUp(), seed);
    }
    return waited(bench, "singly", visitors + program.warmUp(), visitors, seed + 1);
  }

  private static List<Double> waited(Bench bench, String how, int first, int count, long seed) {
    return bench.visit(how, "" + first, "" + count, "" + seed).stream()
        .map(ns -> Long.parseLong(ns) / 1e6)
        .toList();
  }

  static Section section(Results results) {
    List<Measurement> figures = results.on(TOPIC);
    return new Section(
        "From the last knock to an accepted connection",
        new Section.Picture(
            "knock-to-open",
            "How long visitors wait",
            RangePlot.of(
                "From the last knock to an accepted connection, ms", figures, USUAL, RARE)),
        """
        %s
        In milliseconds. Visitors come one after the other, each from an address of his own, knock without a pause as `knock` does, and try to connect again as soon as they were refused. They have a processor to themselves, and the server has the others if there are any, as if these were two machines. The first %d visitors of ours are shown apart: a JVM loads its classes for them, and has compiled little yet. Its p50 and p99 are of %d who come later: with nftables after %s more, else right after the first. Those of the other programs are of their first, since it makes no difference to them. A visitor who is not let in counts as one who waits %d s. fwknopd's visitors send one packet in place of the knocks, made beforehand by fwknop.
        """.formatted(
                Table.of(figures),
                VISITORS,
                VISITORS,
                Figure.text(Program.NETLINK.warmUp()),
                Visit.LIMIT_NS / 1_000_000_000));
  }
}
