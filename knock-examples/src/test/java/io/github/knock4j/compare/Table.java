// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Measurements of one topic as a table in Markdown: programs down, circumstances across. */
final class Table {

  private Table() {}

  static String of(List<Measurement> figures) {
    return of("", figures);
  }

  /** The same with words above the programs. */
  static String of(String heading, List<Measurement> figures) {
    List<String> columns = figures.stream().map(Measurement::at).distinct().toList();
    StringBuilder table = new StringBuilder(row(heading, columns.stream()));
    table.append("|---|").append("--:|".repeat(columns.size())).append('\n');
    figures.stream()
        .map(Measurement::program)
        .distinct()
        .forEach(program ->
            table.append(row(program, columns.stream().map(at -> cell(figures, program, at)))));
    return table.toString();
  }

  private static String cell(List<Measurement> figures, String program, String at) {
    return figures.stream()
        .filter(it -> it.program().equals(program) && it.at().equals(at))
        .findFirst()
        .map(Figure::withSpread)
        .orElse("");
  }

  private static String row(String head, Stream<String> cells) {
    return "| " + head + " | " + cells.collect(Collectors.joining(" | ")) + " |\n";
  }
}
