// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import io.github.knock4j.netlab.Flood;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Who is let in while somebody sends first knocks from addresses that are not his. */
final class Flooded {

  static final String TOPIC = "visitors let in, in a flood";
  static final String WAIT = "knock to open in a flood";
  static final String SLOW = "knock to open in a flood, p95";
  static final String SENT = "flood as sent";

  /** Packets in a second. */
  static final List<Integer> PACES = List.of(0, 1_000, 5_000, 10_000, 50_000, 200_000);

  static final List<Program> PROGRAMS = List.of(Program.NETLINK, Program.KNOCKD);

  /** Where nobody gets past knockd any more, more of it tells nothing. */
  private static final int MOST_OF_KNOCKD = 50_000;

  private static final int SECONDS = 10;
  private static final int WARM_UP = 10;

  private static final int VISITORS = 40;

  /** So that the last of them is in, or lost, while the flood goes on. */
  private static final Duration ARRIVALS = Duration.ofSeconds(SECONDS - 3);

  private static final Duration PATIENCE = Duration.ofSeconds(SECONDS + 30);

  private Flooded() {}

  static void run(Notes notes, long seed) throws IOException {
    for (int pace : PACES) {
      for (Program program : PROGRAMS) {
        if (isTold(program, pace)) {
          take(notes, program, pace, seed);
        }
      }
    }
  }

  static boolean isTold(Program program, int pace) {
    return program != Program.KNOCKD || pace <= MOST_OF_KNOCKD;
  }

  /** One run of one program. */
  static void take(Notes notes, Program program, int pace, long seed) throws IOException {
    String at = Figure.text(pace);
    try (Bench bench = Bench.guardedBy(program)) {
      bench.visit("hastily", "0", "" + WARM_UP, "" + seed);
      if (pace == 0) {
        visit(notes, program, at, bench, seed);
        return;
      }
      Running flood = bench.flood(0, SECONDS * pace, pace);
      visit(notes, program, at, bench, seed);
      long sent = Flood.pace(flood.awaitEnd(PATIENCE));
      notes.note(SENT, program.label(), at, "packets/s", sent);
    }
  }

  private static void visit(Notes notes, Program program, String at, Bench bench, long seed) {
    String first = "" + WARM_UP;
    List<Double> letIn =
        bench
            .visit("within", "" + ARRIVALS.toMillis(), "1", first, "" + VISITORS, "" + seed)
            .stream()
            .mapToLong(Long::parseLong)
            .filter(waitedNs -> waitedNs < Visit.LIMIT_NS)
            .mapToObj(waitedNs -> waitedNs / 1e6)
            .toList();
    notes.note(TOPIC, program.label(), at, "%", 100.0 * letIn.size() / VISITORS);
    if (!letIn.isEmpty()) {
      notes.note(WAIT, program.label(), at, "ms", Measurement.percentile(letIn, 50));
      notes.note(SLOW, program.label(), at, "ms", Measurement.percentile(letIn, 95));
    }
  }

  static Section section(Results results) {
    return new Section(
        "Visitors in a flood of first knocks",
        new Section.Picture(
            "flood",
            "How many are let in while a flood goes on",
            LinePlot.of(
                "Visitors let in during a flood of first knocks, %",
                "first knocks in each second, all from different addresses",
                results.on(TOPIC),
                100)),
        """
        In percent of the %d visitors who come while the flood goes on for %d s:

        %s
        How long those waited who were let in, in milliseconds, p50 and p95; they try again after one millisecond:

        %s
        %s
        How many packets the flood had in each second, of those that were asked for:

        %s
        Without a flood knockd loses some as well, as it does out of a crowd. It is not flooded further than to the pace at which it lets in next to nobody. The flood's packets have wrong checksums: captures hear them, and the server's own network does not answer them.
        """.formatted(
                VISITORS,
                SECONDS,
                Table.of(results.on(TOPIC)),
                Table.of("p50", results.on(WAIT)),
                Table.of("p95", results.on(SLOW)),
                Table.of(results.on(SENT))));
  }
}
