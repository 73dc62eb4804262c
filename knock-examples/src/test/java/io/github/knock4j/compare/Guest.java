// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofSeconds;

import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A process that waits for knocks which do not come, and what it takes for that. */
final class Guest {

  static final String HEAP = "heap, MB";
  static final String CLASSES = "classes";
  static final String THREADS = "threads";
  static final String MEMORY = "RAM, MB";
  static final String START = "start, ms";
  static final String IDLE = "idle CPU, ms/s";

  /** In the order in which they are shown. */
  static final List<String> FIGURES = List.of(MEMORY, HEAP, THREADS, CLASSES, START, IDLE);

  private static final Duration PATIENCE = ofSeconds(30);

  private final Running process;
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private long beforeNs;

  private Guest(Running process) {
    this.process = process;
  }

  /** A JVM, when its garbage is collected. */
  static Guest jvm(Bench bench, String what) {
    Running process = bench.server.startJava(Embedding.class, Guarding.JVM, what);
    Guest guest = new Guest(process);
    String startNs = process.awaitLine("ready ", PATIENCE).split(" ")[1];
    process.send("look");
    String[] has = process.awaitLine("has ", PATIENCE).split(" ");
    guest.figures.put(HEAP, Long.parseLong(has[1]) / 1e6);
    guest.figures.put(CLASSES, Double.valueOf(has[2]));
    guest.figures.put(THREADS, Double.valueOf(has[3]));
    guest.figures.put(START, Long.parseLong(startNs) / 1e6);
    return guest;
  }

  /** Any other program, which has taken so long to start. */
  static Guest program(Running process, double startMs) {
    Guest guest = new Guest(process);
    guest.figures.put(START, startMs);
    return guest;
  }

  /** Begins to watch the processor. */
  void begin() throws IOException {
    beforeNs = Proc.cpuNs(process.pid());
  }

  /** Ends that. */
  void end(Duration time) throws IOException {
    double usedMs = (Proc.cpuNs(process.pid()) - beforeNs) / 1e6;
    figures.put(IDLE, usedMs / time.toSeconds());
    figures.put(MEMORY, Proc.residentBytes(process.pid()) / 1e6);
  }

  Map<String, Double> figures() {
    return figures;
  }

  /** What it takes more than another one. */
  Map<String, Double> beyond(Guest other) {
    Map<String, Double> more = new LinkedHashMap<>();
    figures.forEach((name, figure) -> more.put(name, figure - other.figures.get(name)));
    return more;
  }
}
