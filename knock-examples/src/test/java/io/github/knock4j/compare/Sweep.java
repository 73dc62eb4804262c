// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How many doors somebody opens who knows no sequence and tries all ports. */
final class Sweep {

  static final String TOPIC = "doors opened by a sweep";
  static final String OURS = "knock4j";
  static final String KNOCKD = "knockd";
  static final String NMAP = "nmap, default";

  /** Those of {@link Visitors}, and the scan that everybody has at hand. */
  static final List<String> ORDERS =
      List.of("ascending", "descending", "random", "ascending twice", NMAP);

  /** Far longer than either side takes to read what has arrived. */
  private static final Duration SETTLING = Duration.ofMillis(500);

  private Sweep() {}

  static void run(Notes notes, long seed) throws IOException {
    for (String order : ORDERS) {
      take(notes, order, seed);
    }
  }

  /** One sweep, which both programs hear. Each meets them fresh. */
  static void take(Notes notes, String order, long seed) throws IOException {
    try (Bench bench = Bench.swept()) {
      if (order.equals(NMAP)) {
        String from = Visitors.address(0);
        bench.client.run("nmap", "-n", "-Pn", "-S", from, "-e", "eth0", Bench.SERVER);
      } else {
        String[] sweep = order.split(" ");
        for (int times = 0; times < sweep.length; times++) {
          bench.visit("sweep", sweep[0], "0", "" + seed);
        }
      }
      LockSupport.parkNanos(SETTLING.toNanos());
      String of = "of " + Doors.ORDERS.size();
      notes.note(TOPIC, OURS, order, of, bench.opened("opened %s"));
      notes.note(TOPIC, KNOCKD, order, of, bench.opened(": %s: OPEN SESAME"));
    }
  }

  static Section section(Results results) {
    List<Measurement> figures = results.on(TOPIC);
    int doors = Doors.ORDERS.size();
    return new Section(
        "Sweeps",
        new Section.Picture(
            "sweeps",
            "Doors that open to a sweep",
            BarPlot.of(
                "Doors opened by trying all ports, of " + doors,
                "order in which the ports are tried",
                figures,
                doors)),
        """
        %s
        Of %d doors, one for each order of the TCP ports 7000, 8000 and 9000, without a limit of time that matters. The sweeps try the ports 1 to %s once each; nmap those that it tries when told nothing else. Both programs hear the same SYN packets; ours are doors as the builder makes them, so every other port is a wrong knock. Each door of knockd has a process of its own.
        """.formatted(Table.of(figures), doors, Figure.text(Visitors.SWEPT_PORTS)));
  }
}
