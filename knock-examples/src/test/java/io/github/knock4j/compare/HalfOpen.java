// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What a first knock costs a program that remembers many visitors who have knocked once. */
final class HalfOpen {

  static final String CPU = "CPU per first knock";
  static final String FLOODED = "CPU per first knock in a flood";
  static final String MEMORY = "memory with half-open attempts";
  static final String HEAP = "heap with half-open attempts";
  static final String HEARD = "first knocks heard";

  static final List<Program> PROGRAMS = List.of(Program.NETLINK, Program.KNOCKD);
  static final List<Integer> SIZES = List.of(1_000, 5_000, 20_000, 100_000, 1_000_000);

  /** With more, knockd's attempts come more slowly than anybody wants to wait. */
  static final int MOST_OF_KNOCKD = 20_000;

  /** The first knocks whose cost is measured, half of them before the wanted number is reached. */
  private static final int PROBE = 1_000;

  private static final int PROBES_PER_SECOND = 2_000;

  /** What knockd can take to the last, and what each of ours takes without effort. */
  private static final int KNOCKD_PER_SECOND = 3_000;

  static final int OURS_PER_SECOND = 200_000;
  private static final int WARM_UP = 300_000;

  private static final Duration SETTLING = ofMillis(300);
  private static final Duration PATIENCE = ofSeconds(60);

  private final Notes notes;
  private final Program program;
  private final Bench bench;
  private final Running running;
  private int sent;

  private HalfOpen(Notes notes, Program program, Bench bench) throws IOException {
    this.notes = notes;
    this.program = program;
    this.bench = bench;
    running = program.isOurs()
        ? bench.guarding.keeper(Doors.WIDE.name(), program.name())
        : bench.guarding.knockd(Doors.section(Doors.WIDE, "true"));
  }

  static void run(Notes notes, long seed) throws IOException {
    for (Program program : PROGRAMS) {
      try (Bench bench = new Bench()) {
        new HalfOpen(notes, program, bench).take();
      }
    }
  }

  private void take() throws IOException {
    if (program.isOurs()) {
      // A JVM has compiled little at first; then it begins anew, without attempts.
      send(WARM_UP, OURS_PER_SECOND);
      sent = 0;
      ask("afresh", "ready");
    }
    for (int size : SIZES) {
      if (program.isOurs() || size <= MOST_OF_KNOCKD) {
        grow(size - PROBE / 2);
        note(CPU, size, "µs", costUs(PROBE, PROBES_PER_SECOND));
        if (program.isOurs()) {
          note(HEAP, size, "MB", number(ask("heap", "heap ")) / 1e6);
        }
        note(MEMORY, size, "MB", Proc.residentBytes(running.pid()) / 1e6);
      }
    }
    if (program.isOurs()) {
      note(HEARD, sent, "%", 100.0 * number(ask("heard", "heard ")) / sent);
    }
  }

  private void grow(int size) throws IOException {
    int missing = size - sent;
    double us = costUs(missing, program.isOurs() ? OURS_PER_SECOND : KNOCKD_PER_SECOND);
    if (missing > SIZES.get(SIZES.size() - 1) / 2) {
      note(FLOODED, OURS_PER_SECOND, "µs", us);
    }
  }

  private double costUs(int packets, int perSecond) throws IOException {
    long beforeNs = Proc.cpuNs(running.pid());
    send(packets, perSecond);
    return (Proc.cpuNs(running.pid()) - beforeNs) / 1e3 / packets;
  }

  private void send(int packets, int perSecond) {
    bench.flood(sent, packets, perSecond).awaitEnd(PATIENCE).orFail();
    sent += packets;
    LockSupport.parkNanos(SETTLING.toNanos());
  }

  private String ask(String command, String answer) {
    running.send(command);
    return running.awaitLine(answer, PATIENCE);
  }

  private static long number(String answer) {
    return Long.parseLong(answer.split(" ")[1]);
  }

  private void note(String topic, int at, String unit, double figure) {
    notes.note(topic, program.label(), Figure.text(at), unit, figure);
  }

  static Section section(Results results) {
    List<Measurement> cpu = results.on(CPU);
    return new Section(
        "Visitors who have knocked once",
        new Section.Picture(
            "half-open",
            "What a first knock costs",
            LinePlot.logarithmic(
                "CPU per first knock, µs",
                "visitors who have knocked once, and are remembered",
                cpu)),
        """
        Processor time of the whole process for one more first knock, in microseconds, while so many attempts are half open. The knocks come from different addresses, %s in each second:

        %s
        knockd is not taken beyond %s: it walks through all attempts for each packet. In a flood of %s in each second, as long as the attempts grow to a million, ours takes %s µs for each, since one awakening serves many of them.

        The process in RAM, in MB, and what of it ours has in use on the heap, both when all garbage is collected:

        %s
        %s
        Of these knocks ours heard %s %%. It holds no more attempts than it is told, %s if told nothing, and then drops the least advanced; knockd has no bound.
        """.formatted(
                Figure.text(PROBES_PER_SECOND),
                Table.of(cpu),
                Figure.text(MOST_OF_KNOCKD),
                Figure.text(OURS_PER_SECOND),
                Figure.withSpread(results.on(FLOODED).get(0)),
                Table.of(results.on(MEMORY)),
                Table.of(results.on(HEAP)),
                Figure.withSpread(results.on(HEARD).get(0)),
                Figure.text(1 << 20)));
  }
}
