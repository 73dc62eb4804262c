// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import io.github.knock4j.netlab.NetLab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Measures our programs and theirs side by side, and writes data, page and pictures. */
public final class Comparison {

  private static final String[] PACKAGES = {
    "knockd", "fwknop-server", "iptables", "nftables", "nmap", "libpcap0.8"
  };

  private Comparison() {}

  /**
   * Measures, or draws again what was measured. Needs root, and what {@code .ci/compare} installs.
   *
   * @param args the site's folder; how many runs, 1 or more, or {@code draw}; names of {@link
   *     Measure}s, joined by commas: the page then has no others
   * @throws Exception if something fails; what was set up on the machine is gone then
   */
  public static void main(String[] args) throws Exception {
    Path site = Path.of(args[0]);
    if (args[1].equals("draw")) {
      Report.write(Results.read(site.resolve(Report.DATA)), site);
      return;
    }
    NetLab.require("knockd", "fwknopd", "fwknop", "iptables", "nft", "nmap");
    List<Measure> measures = Stream.of(args[2].split(",")).map(Measure::valueOf).toList();
    Conditions before = Conditions.now(PACKAGES);
    long startNs = System.nanoTime();
    Notes notes = new Notes();
    for (int run = 1; run <= Integer.parseInt(args[1]); run++) {
      for (Measure measure : measures) {
        long measureNs = System.nanoTime();
        measure.run(notes, run);
        System.out.printf(
            "run %d of %s: %s, %d s%n",
            run,
            args[1],
            measure,
            Duration.ofNanos(System.nanoTime() - measureNs).toSeconds());
      }
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - startNs);
    Report.write(new Results(before.atTheEnd(taken), notes.measurements()), site);
  }
}
