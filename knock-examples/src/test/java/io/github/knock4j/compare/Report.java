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
      Files.writeString(pictures.resolve(section.picture() + ".svg"), section.svg());
    }
    Files.writeString(site.resolve("comparison.md"), page(results, sections));
  }

  private static String page(Results results, List<Section> sections) {
    return """
        # Beside knockd

        Both were measured in the same runs on the same machine: a server and its visitors in network namespaces, joined by a veth pair. Figures are medians of the runs, %d in number, with the least and the most in brackets where they differ. Compare figures of one table only.

        %s## Machine and versions

        %s

        Made on %s by `sudo .ci/compare`; the data: [comparison.json](%s).
        """.formatted(
            results.measurements().get(0).runs().size(),
            sections.stream().map(Section::markdown).collect(Collectors.joining()),
            machine(results.conditions()),
            results.conditions().date(),
            DATA);
  }

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
