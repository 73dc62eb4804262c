// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What many open doors cost: those who are outside, and the next one who is let in. */
final class OpenDoors {

  static final String TOPIC = "packets past open doors";
  static final String OPENING = "opening among open doors";
  static final String CLOSING = "closing among open doors";

  static final List<Program> PROGRAMS = List.of(Program.NETLINK, Program.IPTABLES);
  static final List<Integer> SIZES = List.of(10, 1_000, 10_000);

  private static final int OPENINGS = 15;
  private static final Duration SETTLING = ofMillis(300);
  private static final Duration FLOOD = ofSeconds(1);
  private static final Duration PATIENCE = ofSeconds(60);

  private OpenDoors() {}

  static void run(Notes notes, long seed) throws IOException {
    for (int size : SIZES) {
      for (Program program : PROGRAMS) {
        take(notes, program, size);
      }
    }
  }

  private static void take(Notes notes, Program program, int size) throws IOException {
    try (Bench bench = new Bench()) {
      if (program == Program.IPTABLES) {
        // Executed one by one, ten thousand of them take a quarter of an hour.
        Path rules = Files.writeString(bench.guarding.directory().resolve("rules"), rules(size));
        bench.server.run("iptables-restore", "" + rules);
      }
      String staying = program == Program.IPTABLES ? "0" : "" + size;
      List<String> times = bench
          .server
          .startJava(Opening.class, Guarding.JVM, program.name(), staying, "" + OPENINGS)
          .awaitEnd(PATIENCE)
          .orFail()
          .lines()
          .toList();
      String at = Figure.text(size);
      notes.note(OPENING, program.label(), at, "ms", median(times, 0));
      notes.note(CLOSING, program.label(), at, "ms", median(times, 1));
      notes.note(TOPIC, program.label(), at, "packets/s", packetsPerSecond(bench));
    }
  }

  /** What the executions of as many openings leave behind. */
  private static String rules(int visitors) {
    StringBuilder rules = new StringBuilder("*filter\n");
    for (int visitor = 1; visitor <= visitors; visitor++) {
      rules.append("-A INPUT -s ").append(Visitors.address(visitor));
      rules.append(" -p tcp --dport ").append(Doors.SERVICE).append(" -j ACCEPT\n");
    }
    rules.append("-A INPUT -p tcp --dport ").append(Doors.SERVICE);
    return rules.append(" -j REJECT --reject-with tcp-reset\nCOMMIT\n").toString();
  }

  private static double median(List<String> times, int column) {
    return Measurement.percentile(
        times.stream().map(it -> Long.parseLong(it.split(" ")[column]) / 1e6).toList(), 50);
  }

  /** How many of a stranger's packets the server's network takes, as fast as they can be sent. */
  private static double packetsPerSecond(Bench bench) {
    try (Running flood = FirstKnocks.stranger(bench.client, bench.server, Bench.DEVICE)
        .count(Integer.MAX_VALUE)
        .from(bench.client, Bench.DEVICE)) {
      flood.awaitLine("sending", PATIENCE);
      LockSupport.parkNanos(SETTLING.toNanos());
      long before = received(bench);
      long startNs = System.nanoTime();
      LockSupport.parkNanos(FLOOD.toNanos());
      long after = received(bench);
      return (after - before) * 1e9 / (System.nanoTime() - startNs);
    }
  }

  private static long received(Bench bench) {
    return Proc.received(bench.server.run("cat", "/proc/net/snmp"));
  }

  static Section section(Results results) {
    List<Measurement> figures = results.on(TOPIC);
    return new Section(
        "Many open doors",
        new Section.Picture(
            "open-doors",
            "How many packets pass open doors",
            LinePlot.logarithmic("Packets/s that are turned away", "open doors", figures)),
        """
        How many packets of a stranger to the service's port the firewall turns away in each second, sent as fast as one process can, with so many doors open:

        %s
        How long the next one takes to open, and to close, p50 in milliseconds:

        %s
        %s
        An open door is an element of a set in the kernel, or a rule of iptables, for ours as well as for knockd. iptables looks through the rules for every packet that comes to the machine and belongs to no connection, whatever its port. The packets have wrong TCP checksums, so that none is answered.
        """.formatted(Table.of(figures), table(results, OPENING), table(results, CLOSING)));
  }

  private static String table(Results results, String topic) {
    return Table.of(topic.split(" ")[0], results.on(topic));
  }
}
