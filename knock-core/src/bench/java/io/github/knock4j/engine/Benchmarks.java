// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/** Runs the benchmarks of the engine, and writes their data and the page that shows them. */
public final class Benchmarks {

  private static final Map<String, String> ROWS = Map.of(
      "reject", "packet that no door hears",
      "stray", "packet of a stranger to a port that is nobody's",
      "firstKnock", "first knock of a new visitor, a million in time, room for more",
      "firstKnockWhenFull", "first knock of a new visitor, table full: another one goes",
      "laterKnock", "later knock of a visitor who is tracked",
      "naiveFirstKnockHashMap",
          "for comparison: the same, `HashMap<InetAddress, …>`, swept ten times a window",
      "naiveFirstKnockLinkedHashMap",
          "for comparison: the same, `LinkedHashMap<InetAddress, …>`, oldest first");

  private static final List<String> ORDER = List.of(
      "reject",
      "stray",
      "firstKnock",
      "naiveFirstKnockHashMap",
      "naiveFirstKnockLinkedHashMap",
      "firstKnockWhenFull",
      "laterKnock");

  private Benchmarks() {}

  /**
   * Runs everything, which takes some minutes.
   *
   * @param args the folder of the site
   * @throws Exception if a benchmark fails or a file cannot be written
   */
  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0], "data", "engine.json");
    Files.createDirectories(data.getParent());
    Collection<RunResult> results = run(data);
    Files.writeString(Path.of(args[0], "engine-benchmarks.md"), page(results));
  }

  private static Collection<RunResult> run(Path data) throws RunnerException {
    return new Runner(new OptionsBuilder()
            .include(EngineBenchmark.class.getName())
            .include(FirstKnockBenchmark.class.getName())
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(data.toString())
            .build())
        .run();
  }

  private static String page(Collection<RunResult> results) throws IOException {
    Map<String, Map<String, String>> cells = new TreeMap<>();
    Map<String, Double> medians = new TreeMap<>();
    for (RunResult result : results) {
      Result<?> score = result.getPrimaryResult();
      String doors = result.getParams().getParam("doors");
      String family = Boolean.parseBoolean(result.getParams().getParam("ipv6")) ? "IPv6" : "IPv4";
      String map = result.getParams().getParam("map");
      String row = score.getLabel() + (map == null ? "" : map);
      cells
          .computeIfAbsent(row, label -> new TreeMap<>())
          .put(family + (doors == null ? 1 : doors), figure(score));
      medians.put(
          row + family + (doors == null ? 1 : doors),
          score.getStatistics().getPercentile(50));
    }
    StringBuilder page = new StringBuilder()
        .append("# What a packet costs the engine\n\n")
        .append("Nanoseconds per packet on one thread: median of the iterations, least and most. ")
        .append("The table of attempts is far larger than the processor's caches. ")
        .append("Compare figures of one run only.\n\n")
        .append("| packet | IPv4, 1 door | 10 doors | 1,000 doors ")
        .append("| IPv6, 1 door | 10 doors | 1,000 doors |\n")
        .append("|---|---|---|---|---|---|---|\n");
    for (String name : ORDER) {
      page.append("| ").append(ROWS.get(name));
      for (String column : List.of("IPv41", "IPv410", "IPv41000", "IPv61", "IPv610", "IPv61000")) {
        page.append(" | ").append(cells.get(name).getOrDefault(column, ""));
      }
      page.append(" |\n");
    }
    for (String family : List.of("IPv4", "IPv6")) {
      double ours = medians.get("firstKnock" + family + 1);
      page.append(String.format(
          Locale.ROOT,
          "%nOver %s the plain map takes %.1f times as long as the engine, the one in order %.1f "
              + "times, garbage collection included (G1, 3 GB of heap).%n",
          family,
          medians.get("naiveFirstKnockHashMap" + family + 1) / ours,
          medians.get("naiveFirstKnockLinkedHashMap" + family + 1) / ours));
    }
    return page.append("\nMeasured on ").append(machine()).append(".\n\n")
        .append("Made by `mvn -Pbench -pl knock-core verify`; the data: ")
        .append("[engine.json](data/engine.json).\n")
        .toString();
  }

  private static String figure(Result<?> score) {
    Statistics runs = score.getStatistics();
    return String.format(
        Locale.ROOT, "%.0f (%.0f–%.0f)", runs.getPercentile(50), runs.getMin(), runs.getMax());
  }

  private static String machine() throws IOException {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    String processor = !Files.isReadable(cpuinfo)
        ? System.getProperty("os.arch")
        : Files.readAllLines(cpuinfo).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .distinct()
            .collect(Collectors.joining(", "));
    return Runtime.getRuntime().availableProcessors() + " cores of " + processor + ", "
        + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", JDK "
        + Runtime.version();
  }
}
