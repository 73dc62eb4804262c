// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A keeper that is killed again and again, with real files, commands and rules. */
class CrashIT {

  private static final Duration PATIENCE = ofSeconds(20);
  private static final int ROUNDS = Integer.getInteger("knock4j.crash.rounds", 10);
  private static final long SEED = Long.getLong("knock4j.crash.seed", 1);
  private static final long ROUNDING_MS = 15;
  private static final int AFTERMATH_MS = 200;
  private static final long ANEW_MS = 600;

  @TempDir
  private Path folder;

  private final Random random = new Random(SEED);
  private final Map<String, Long> promisedMs = new HashMap<>();
  private final Map<String, Long> longestMs = new HashMap<>();
  private int settled;
  private NetLab lab;
  private Host host;
  private Path leases;
  private Path place;

  @BeforeEach
  void setUp() throws Exception {
    NetLab.require("iptables", "nft", "touch", "rm");
    lab = NetLab.open();
    host = lab.host("crash");
    leases = folder.resolve("leases");
    place = Files.createDirectory(folder.resolve("doors"));
  }

  @AfterEach
  void tearDown() {
    lab.close();
  }

  @ParameterizedTest
  @EnumSource
  void closesInTimeWhateverIsOpenWhenItIsKilled(DoorsOnHost doors) throws Exception {
    start(doors, ROUNDS, false).awaitLine("done", PATIENCE); // leaves what is set up only once
    String before = doors.state(host, place.toString());
    for (int round = 0; round < ROUNDS; round++) {
      killOne(doors, round);
    }

    Running last = start(doors, ROUNDS, false);
    last.awaitLine("done", PATIENCE);
    review(last.output(), Long.MAX_VALUE);

    assertThat(last.output()).contains("failed 0");
    assertThat(doors.state(host, place.toString())).isEqualTo(before);
    try (Stream<Path> files = Files.list(leases)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("lock");
    }
    assertThat(longestMs).as("visitors that were let in").isNotEmpty();
    assertThat(settled).as("rounds in which nothing was left of those before").isPositive();
  }

  private Running start(DoorsOnHost doors, int round, boolean knocking) {
    return host.startJava(
        CrashingKeeper.class,
        List.of("-DKNOCK_LOG=ERROR"),
        leases.toString(),
        doors.name(),
        place.toString(),
        Long.toString(SEED + round),
        Boolean.toString(knocking));
  }

  private void killOne(DoorsOnHost doors, int round) throws Exception {
    Running keeper = start(doors, round, true);
    String ready = keeper.awaitLine("ready", PATIENCE);
    long readyMs = Long.parseLong(ready.substring("ready ".length()));
    Thread.sleep(random.nextInt(900));
    long livedMs = System.currentTimeMillis() - readyMs;
    ProcessHandle.of(keeper.pid()).ifPresent(ProcessHandle::destroyForcibly); // SIGKILL
    keeper.awaitEnd(PATIENCE);
    review(keeper.output(), readyMs + livedMs);
    Thread.sleep(AFTERMATH_MS); // a command that it had started ends by itself
    List<String> open = DoorsOnHost.visitors(doors.state(host, place.toString()));
    assertThat(open).as("rules, in round " + round).doesNotHaveDuplicates();
    if (keeper.output().contains("settled")) {
      settled++;
      assertThat(open)
          .as("past its deadline, in round " + round)
          .allSatisfy(visitor -> assertThat(longestMs.get(visitor)).isGreaterThan(readyMs));
    }
  }

  /** Reads what a process has told: it closed nothing early, unless to open it anew at once. */
  private void review(String told, long killedMs) {
    assertThat(told).doesNotContain("ERROR", "Exception");
    Map<String, Long> early = new HashMap<>();
    for (String line : told.lines().toList()) {
      String[] words = line.split(" ");
      if (words.length != 3) {
        continue;
      }
      String visitor = words[1];
      long ms = Long.parseLong(words[2]);
      switch (words[0]) {
        case "opening" -> {
          early.remove(visitor);
          longestMs.merge(visitor, ms, Math::max);
        }
        case "open" -> {
          longestMs.merge(visitor, ms, Math::max);
          promisedMs.put(visitor, ms);
        }
        case "closing" -> {
          Long promised = promisedMs.remove(visitor);
          if (promised != null && ms < promised - ROUNDING_MS) {
            early.put(visitor, ms);
          }
        }
        case "closed" -> {}
        default -> throw new AssertionError(line);
      }
    }
    // Perhaps it was killed before it could open anew.
    early.values().removeIf(ms -> ms > killedMs - ANEW_MS);
    assertThat(early).as("closed too early").isEmpty();
  }
}
