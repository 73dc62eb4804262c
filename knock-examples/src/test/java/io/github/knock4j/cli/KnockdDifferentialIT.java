// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.cli.KnockdHost.PATIENCE;
import static io.github.knock4j.cli.Tally.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.Referee;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Playback;
import io.github.knock4j.netlab.Running;
import io.github.knock4j.pcap.PcapFileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The finished jar and Debian's knockd on one interface, with one random configuration, before one
 * random crowd: it opens all that knockd opens, and exactly what the slow twin says.
 */
class KnockdDifferentialIT {

  private static final long SEEDS = Long.getLong("knock4j.differential.seeds", 5);
  private static final long FIRST_SEED = Long.getLong("knock4j.differential.seed", 1);
  private static final Tally TOTAL = new Tally();
  private static final String LAST = "end: OPEN SESAME";

  @TempDir
  private Path folder;

  @BeforeAll
  static void here() {
    NetLab.require("knockd", "tcpdump");
  }

  static LongStream seeds() {
    return LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void opensWhatKnockdOpensAndWhatTheTwinSays(long seed) throws IOException {
    Random random = new Random(seed);
    List<Door> doors = DrawnDoors.draw(random);
    DrawnTrace trace = new DrawnTrace(doors, random);
    try (KnockdHost host = new KnockdHost(folder)) {
      compare(doors, trace, play(doors, trace, host), host);
    } catch (AssertionError e) {
      String config = DrawnDoors.config(doors, "FILE");
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + config, e);
    }
  }

  private static void compare(List<Door> doors, DrawnTrace trace, Path capture, KnockdHost host)
      throws IOException {
    List<String> ours = Files.readAllLines(host.file("ours"));
    List<String> theirs = Files.readAllLines(host.file("theirs"));
    TOTAL.add(trace, ours, theirs);

    List<String> twin = judged(capture, Referee.of(doors), trace);
    assertThat(without(ours, twin)).as("open, and not to the slow twin").isEmpty();
    assertThat(without(twin, ours)).as("open to the slow twin alone").isEmpty();
    assertThat(without(trace.rightKnocks(), ours)).as("shut to right knocks").isEmpty();
    assertThat(without(trace.rightKnocksSentAgain(), ours))
        .as("shut to right knocks")
        .isEmpty();

    // The one fault of knockd that opens doors: it takes a SYN that is sent again for a knock.
    List<String> excused = without(judged(capture, Referee.credulous(doors), trace), ours);
    assertThat(without(without(theirs, ours), excused))
        .as("opened by knockd alone")
        .isEmpty();
  }

  @AfterAll
  static void tell() {
    System.out.println("seeds from " + FIRST_SEED + ": " + TOTAL);
    assertThat(TOTAL.compared()).as(TOTAL.toString()).isGreaterThan((int) (2 * SEEDS));
  }

  /** Lets both daemons hear the trace, and returns what else heard it. */
  private Path play(List<Door> doors, DrawnTrace trace, KnockdHost host) throws IOException {
    // Where frames of the trace go to.
    host.server.run("ip", "link", "set", "eth0", "address", "02:00:00:00:00:02");
    Running playback = Playback.prepare(host.client, "eth0", trace.frames());
    Path capture = host.file("capture");
    String tcpdump = "tcpdump -i eth0 -Q in -Z root --immediate-mode -s 128 -B 16384 -w " + capture;
    // It ends when it has seen them all; a signal would cost it what is still in the kernel.
    int frames = trace.frames().size();
    Running wire = host.server.start((tcpdump + " -c " + frames + " tcp or udp").split(" "));
    host.configure(DrawnDoors.config(doors, host.file("ours")));
    Path config =
        Files.writeString(host.file("their.conf"), DrawnDoors.config(doors, host.file("theirs")));
    Running theirs = host.server.start("knockd", "-v", "-i", "eth0", "-c", config.toString());
    Running ours = host.start();
    theirs.awaitLine("listening on", PATIENCE);
    wire.awaitLine("listening on", PATIENCE);
    playback.awaitLine("ready", PATIENCE);

    playback.send("go");

    playback.awaitEnd(PATIENCE).orFail();
    awaitCommands(theirs, host.file("theirs"));
    awaitCommands(ours, host.file("ours"));
    host.end(ours, "TERM", PATIENCE); // by then no command is left that could write once more
    wire.awaitEnd(PATIENCE).orFail();
    return capture;
  }

  /** Waits until the last door is open, and all commands have written. */
  private static void awaitCommands(Running daemon, Path file) throws IOException {
    daemon.awaitLine(LAST, PATIENCE);
    long opened =
        daemon.output().lines().filter(line -> line.endsWith(": OPEN SESAME")).count();
    long endNs = System.nanoTime() + PATIENCE.toNanos();
    while (Files.notExists(file) || Files.readAllLines(file).size() < opened) {
      assertThat(endNs - System.nanoTime()).as("commands are slow: " + file).isPositive();
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** What had to be opened, in the form that commands write it down. */
  private static List<String> judged(Path capture, Referee referee, DrawnTrace trace)
      throws IOException {
    List<String> opened = new ArrayList<>();
    long frames = PcapFileSource.reading(capture)
        .local(IpAddress.parse("10.9.0.1"), IpAddress.parse("fd09::1"))
        .replay((packet, nowNs) -> {
          IpAddress visitor = IpAddress.ofBits(packet.sourceHigh(), packet.sourceLow());
          referee.hear(packet, nowNs).forEach(door -> opened.add(door.name() + " " + visitor));
        });
    assertThat(frames).as("captured frames").isEqualTo(trace.frames().size());
    return opened;
  }
}
