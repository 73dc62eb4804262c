// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofSeconds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What a doorkeeper adds to a JVM that is there already, and what knockd is in all. */
final class Embedded {

  static final String TOPIC = "embedding";
  static final String BARE = "a JVM that does nothing";
  static final String SOCKETS = "bound sockets and a callback add";
  static final String CAPTURE = "capture and nftables add";
  static final String KNOCKD = "knockd, all of it";

  private static final Duration PATIENCE = ofSeconds(30);
  private static final Duration CALM = ofSeconds(2);
  private static final Duration IDLE = ofSeconds(10);

  private Embedded() {}

  static void run(Notes notes, long seed) throws IOException {
    Jars.note(notes);
    try (Bench bench = new Bench()) {
      Path doors = bench.guarding.directory().resolve("knockd.conf");
      Files.writeString(doors, "[options]\n" + Doors.section(Doors.SSH, "true"));
      List<String> argv = List.of("knockd", "-v", "-i", Bench.DEVICE, "-c", "" + doors);
      double startMs = startMs(bench, argv);
      Guest knockd = Guest.program(bench.server.start(argv), startMs);
      Guest bare = Guest.jvm(bench, Embedding.BARE);
      Guest sockets = Guest.jvm(bench, Embedding.SOCKETS);
      Guest capture = Guest.jvm(bench, Embedding.CAPTURE);
      idle(List.of(knockd, bare, sockets, capture));
      note(notes, BARE, bare.figures());
      note(notes, SOCKETS, sockets.beyond(bare));
      note(notes, CAPTURE, capture.beyond(bare));
      note(notes, KNOCKD, knockd.figures());
    }
  }

  /** All at the same time: they do next to nothing. */
  private static void idle(List<Guest> guests) throws IOException {
    LockSupport.parkNanos(CALM.toNanos());
    for (Guest guest : guests) {
      guest.begin();
    }
    LockSupport.parkNanos(IDLE.toNanos());
    for (Guest guest : guests) {
      guest.end(IDLE);
    }
  }

  private static double startMs(Bench bench, List<String> argv) {
    String[] arguments =
        Stream.concat(Stream.of("listening on"), argv.stream()).toArray(String[]::new);
    return Long.parseLong(bench
            .server
            .startJava(Stopwatch.class, List.of(), arguments)
            .awaitEnd(PATIENCE)
            .orFail()
            .strip())
        / 1e6;
  }

  private static void note(Notes notes, String program, Map<String, Double> figures) {
    for (String name : Guest.FIGURES) {
      if (figures.containsKey(name)) {
        notes.note(TOPIC, program, name, "", figures.get(name));
      }
    }
  }

  static Section section(Results results) {
    return new Section("What embedding adds", List.of(), """
        %s
        The JVM alone has its log started, as has every program that would embed something. What is added is the difference of two such JVMs in the same run, after garbage is collected; threads are those of Java. `start` is the time until the doorkeeper hears, with all classes that are loaded for it, and for knockd the time from its execution until it listens. All of them were idle for %d s.

        A JVM that is started for knocking alone cannot beat knockd's memory or its start: whoever has none yet, and wants no more than knockd does, is served well by knockd there. The figures are for programs that run on a JVM anyway.

        What comes onto the class path, in kB:

        %s
        Without capture and firewall, knock-core and slf4j-api suffice.
        """.formatted(
            Table.of(results.on(TOPIC)), IDLE.toSeconds(), Table.of(results.on(Jars.TOPIC))));
  }
}
