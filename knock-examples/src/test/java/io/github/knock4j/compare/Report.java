// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page and the pictures that are made from the data, and from nothing else. */
final class Report {

  static final String DATA = "data/comparison.json";

  /** The load of a machine that is free to be measured. */
  private static final double QUIET = 0.5;

  private Report() {}

  static void write(Results results, Path site) throws IOException {
    results.write(site.resolve(DATA));
    List<Section> sections = Stream.of(Measure.values())
        .filter(measure -> measure.isIn(results))
        .map(measure -> measure.section(results))
        .toList();
    Path pictures = Files.createDirectories(site.resolve("pictures"));
    for (Section section : sections) {
      for (Section.Picture picture : section.pictures()) {
        Files.writeString(pictures.resolve(picture.name() + ".svg"), picture.svg());
      }
    }
    if (Front.isIn(results)) {
      Files.writeString(pictures.resolve(Front.NAME + ".svg"), Front.of(results));
    }
    Files.writeString(site.resolve("comparison.md"), page(results, sections));
  }

  private static String page(Results results, List<Section> sections) {
    return """
        # Beside knockd

        All programs were measured in the same runs on the same machine: a server and its visitors in network namespaces, joined by a veth pair. Figures are medians of the runs, %d in number, with the least and the most in brackets where they differ. Compare figures of one table only.

        %s%s## What these figures do not say

        %s
        ## Machine and versions

        %s

        Made on %s by `sudo .ci/compare`, which took %s minutes; the data: [comparison.json](%s).
        """.formatted(
            results.measurements().get(0).runs().size(),
            aims(results),
            sections.stream().map(Section::markdown).collect(Collectors.joining()),
            LIMITS,
            machine(results.conditions()),
            results.conditions().date(),
            Figure.text(results.conditions().minutes()),
            DATA);
  }

  private static String aims(Results results) {
    List<Aim> aims = Aim.in(results);
    return aims.isEmpty()
        ? ""
        : "## What was to be reached\n\n" + Aim.table(aims)
            + "\nRatios are of medians; shares are those of the worst run.\n\n";
  }

  private static final String LIMITS = """
      - Nothing here is a real network: a veth pair has no distance, no loss and no card. What a network takes, it takes from both sides alike, so on a long way the ratios shrink.
      - But for the wait from the last knock, visitors, flood and program share the processors. A flood that comes from elsewhere leaves a program more of it.
      - A flood of packets that are no first knocks is cheaper than the one shown: it leaves no attempts.
      - All programs are as Debian installs them, on iptables that writes to nftables. fwknopd looks for packets ten times a second unless it is told otherwise, and authenticates whoever knocks: neither knockd nor knock4j does that.
      - After its start a JVM is slower than later. Where the first visitors count, look at their columns.
      """;

  private static String machine(Conditions at) {
    return at.machine() + ", " + at.system() + ", " + at.java() + ". "
        + new TreeMap<>(at.versions())
            .entrySet().stream()
                .map(it -> it.getKey() + " " + it.getValue())
                .collect(Collectors.joining(", "))
        + ". Load of the machine before: " + Figure.text(at.loadBefore()) + ", after: "
        + Figure.text(at.loadAfter()) + "."
        + (at.loadBefore() > QUIET ? " It had other work to do as well." : "");
  }
}
