// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** How long a door stays open whose program is killed meanwhile. */
final class Killed {

  static final String TOPIC = "open beyond the deadline after kill -9";

  static final String ALONE = "knockd, started again";
  static final String WHOLE = "knockd and its children, started again";
  static final String LEASES = "knock4j, iptables executed, started again";
  static final String KERNEL = "knock4j, nftables, not started again";
  static final List<String> CASES = List.of(KERNEL, LEASES, ALONE, WHOLE);

  static final Duration WATCHED = ofSeconds(10);

  private static final Duration LEASE = Doors.BRIEF.lease();

  /** So little that a JVM that is started then has to hurry. */
  private static final Duration LEFT = ofMillis(500);

  private static final Duration PATIENCE = ofSeconds(30);

  private interface Start {
    Running now() throws IOException;
  }

  private Killed() {}

  /** All at the same time: they do little but wait. */
  static void run(Notes notes, long seed) throws IOException {
    Map<String, CompletableFuture<Double>> overdue = new LinkedHashMap<>();
    for (String which : CASES) {
      CompletableFuture<Double> figure = new CompletableFuture<>();
      new Thread(() -> complete(figure, which)).start();
      overdue.put(which, figure);
    }
    overdue.forEach((which, figure) -> notes.note(TOPIC, which, "", "s", figure.join()));
  }

  private static void complete(CompletableFuture<Double> figure, String which) {
    try {
      figure.complete(overdueS(which));
    } catch (IOException | RuntimeException | Error e) {
      figure.completeExceptionally(e);
    }
  }

  private static double overdueS(String which) throws IOException {
    Program program = switch (which) {
      case ALONE, WHOLE -> Program.KNOCKD;
      case LEASES -> Program.IPTABLES;
      default -> Program.NETLINK;
    };
    try (Bench bench = new Bench()) {
      bench.serve(program);
      Start start = start(bench, program);
      Running running = start.now();
      Running visitor = visitor(bench);
      LockSupport.parkNanos(LEASE.minus(LEFT).toNanos());
      kill(running, which.equals(WHOLE));
      if (program.executesIptables()) {
        start.now();
      }
      return overdueS(visitor);
    }
  }

  private static Start start(Bench bench, Program program) throws IOException {
    if (program == Program.KNOCKD) {
      String door = Doors.section(Doors.BRIEF, Program.ACCEPT, Program.NO_MORE);
      return () -> bench.guarding.knockd(door);
    }
    String leases = bench.guarding.directory().toString();
    return () -> bench.guarding.keeper(Doors.BRIEF.name(), program.name(), leases);
  }

  /** Somebody who has just been let in. */
  private static Running visitor(Bench bench) {
    long millis = LEASE.plus(WATCHED).toMillis();
    Running visitor = bench.visiting("stay", "" + millis, "0", "0");
    visitor.awaitLine("in", PATIENCE);
    return visitor;
  }

  /** {@code kill -9}, of the process that was started, or as the end of a container does it. */
  private static void kill(Running running, boolean withChildren) {
    ProcessHandle process = ProcessHandle.of(running.pid()).orElseThrow();
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    if (withChildren) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    process.onExit().join();
  }

  /** Negative if the door was closed early; the time of watching if it was not closed. */
  private static double overdueS(Running visitor) {
    return visitor
        .awaitEnd(WATCHED.plus(PATIENCE))
        .orFail()
        .lines()
        .filter(line -> line.startsWith("out "))
        .map(line -> Long.parseLong(line.split(" ")[1]) / 1e9 - LEASE.toSeconds())
        .findFirst()
        .orElse((double) WATCHED.toSeconds());
  }

  static Section section(Results results) {
    List<Measurement> figures = results.on(TOPIC);
    double watchedS = WATCHED.toSeconds();
    String rows = figures.stream()
        .map(it -> "| " + it.program() + " | " + cell(it, watchedS) + " |\n")
        .collect(Collectors.joining());
    return new Section(
        "Killed while a door is open",
        new Section.Picture(
            "killed",
            "How long the door stays open",
            SpanPlot.of(
                "A door open for " + LEASE.toSeconds() + " s, its program killed",
                figures,
                LEASE.toSeconds(),
                watchedS)),
        """
        |  | seconds beyond the deadline |
        |---|--:|
        %s
        `kill -9` %d ms before the deadline; programs that are started again are so at once. knockd leaves the closing to a child that sleeps until then: if only knockd itself is killed, the child still closes the door; if all of its processes are, as by systemd or the end of a container, nobody does, and a new knockd knows nothing of it. Ours had its leases on disk, and needs the time in which a JVM starts. With nftables the kernel closes the door, whether or not there is a next process. A visitor looks every 10 ms; he had been let in a little after the door was opened, hence a figure may be a little below 0.
        """.formatted(rows, LEFT.toMillis()));
  }

  private static String cell(Measurement figure, double watchedS) {
    boolean closed = figure.least() < watchedS;
    return closed
        ? Figure.withSpread(figure)
        : "never: watched for " + Figure.text(watchedS) + " s";
  }
}
