// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where and when was measured.
 *
 * @param date of the measurement, UTC
 * @param machine cores and processor
 * @param system the kernel
 * @param java the runtime of knock4j
 * @param versions of the Debian packages that took part
 * @param loadBefore processes that wanted to run in the minute before, on average
 * @param loadAfter the same at the end; the measurement itself is in it
 * @param minutes that it took
 */
record Conditions(
    String date,
    String machine,
    String system,
    String java,
    Map<String, String> versions,
    double loadBefore,
    double loadAfter,
    double minutes) {

  /** As they are now, before anything is measured. */
  static Conditions now(String... packages) throws IOException, InterruptedException {
    Map<String, String> versions = new TreeMap<>();
    for (String name : packages) {
      versions.put(name, version(name));
    }
    double load = load();
    return new Conditions(
        LocalDate.now(ZoneOffset.UTC).toString(),
        Runtime.getRuntime().availableProcessors() + " cores of " + processor(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        versions,
        load,
        load,
        0);
  }

  /** The same, now that all has been measured. */
  Conditions atTheEnd(Duration taken) throws IOException {
    double minutes = taken.toSeconds() / 60.0;
    return new Conditions(date, machine, system, java, versions, loadBefore, load(), minutes);
  }

  private static double load() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static String version(String name) throws IOException, InterruptedException {
    Process query = new ProcessBuilder("dpkg-query", "-W", "-f", "${Version}", name)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    String version = new String(query.getInputStream().readAllBytes());
    return query.waitFor() == 0 ? version : "unknown";
  }
}
