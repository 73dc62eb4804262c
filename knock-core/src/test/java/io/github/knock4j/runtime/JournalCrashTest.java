// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of doors wherever the process dies: the deeds of each story are tried one by one. */
class JournalCrashTest {

  private static final int STORIES = 10;
  private static final int MOVES = 12;
  private static final int IMMORTAL = Integer.MAX_VALUE;
  private static final long ROUNDING_MS = 3;
  private static final Duration PATIENCE = ofSeconds(10);
  private static final List<Door> DOORS = List.of(
      Door.named("short").knock(tcp(7001)).openFor(ofSeconds(3)).build(),
      Door.named("long").knock(tcp(7002)).openFor(ofSeconds(60)).build(),
      Door.named("once").knock(tcp(7003)).build());

  private static final class Story {
    private final Random random;
    private final double failureRate;
    private final CrashingWorld world;
    private final List<Guard> guards;
    private final Map<String, Long> promisedUntilMs = new HashMap<>();
    private Grants grants;

    Story(long seed) {
      random = new Random(seed);
      failureRate = random.nextInt(3) * 0.1;
      world = new CrashingWorld(new Random(seed + 1));
      guards = DOORS.stream().map(door -> Guard.of(door, world)).toList();
      grants = grants();
    }

    /** Answers whether the first process died of so many deeds. */
    boolean run(int deeds) throws IOException {
      live(deeds, failureRate);
      boolean died = world.isDead();
      downTime();
      live(random.nextInt(40), failureRate);
      downTime();
      live(IMMORTAL, 0);
      start(IMMORTAL, 0);
      for (int i = 0; i < 20; i++) { // long enough for every close that failed to be tried again
        world.pass(600_000);
        advance();
      }
      assertThat(world.openUntilMs).as("left open").isEmpty();
      assertThat(world.files).as("left on disk").isEmpty();
      grants.close();
      return died;
    }

    private void live(int deeds, double rate) throws IOException {
      start(deeds, rate);
      for (int i = 0; i < MOVES && !world.isDead(); i++) {
        move();
        check();
      }
      if (random.nextBoolean()) {
        boolean keeping = random.nextBoolean();
        if (!keeping) {
          promisedUntilMs.clear();
        }
        grants.end(keeping, PATIENCE);
      }
      grants.close();
    }

    private void start(int deeds, double rate) throws IOException {
      world.begin(deeds, rate);
      grants = grants();
      try {
        grants.start(guards);
      } catch (CrashingWorld.Dead e) {
        return;
      }
      assertThat(grants.awaitIdle(PATIENCE)).isTrue();
      check();
    }

    private Grants grants() {
      return new Grants(
          Doorkeeper.watching(ScriptedSource.startingAt(0)).actionThreads(1),
          new Journal(world, world::moment),
          new Chronicle(new EventTeller(null, new KeeperThreads())),
          new KeeperThreads(),
          world::nowNs,
          () -> {});
    }

    private void move() {
      switch (random.nextInt(5)) {
        case 0, 1, 2 -> knock();
        case 3 -> world.pass(random.nextInt(4000));
        default -> world.pass(random.nextInt(70_000));
      }
      advance();
    }

    private void knock() {
      int door = random.nextInt(DOORS.size());
      IpAddress visitor = IpAddress.parse("203.0.113." + random.nextInt(1, 4));
      Grant grant = Grant.of(DOORS.get(door), visitor, world.nowNs());
      String who = CrashingWorld.key(grant);
      long untilMs = world.wallMs() + grant.door().lease().toMillis();
      int failures = world.failures();
      grants.opened(guards.get(door), grant);
      assertThat(grants.awaitIdle(PATIENCE)).isTrue();
      world.openUntilMs.computeIfPresent(who, (k, soFarMs) -> Math.max(soFarMs, untilMs));
      promisedUntilMs.remove(who);
      if (world.failures() == failures) {
        promisedUntilMs.put(who, untilMs);
      }
    }

    private void advance() {
      grants.advance(world.nowNs());
      assertThat(grants.awaitIdle(PATIENCE)).isTrue();
    }

    private void downTime() {
      world.pass(random.nextInt(10_000));
      if (random.nextInt(3) == 0) {
        world.boot();
      }
    }

    private void check() {
      if (world.isDead()) {
        return;
      }
      world.openUntilMs.forEach((who, untilMs) -> {
        if (!world.stuck.contains(who)) {
          assertThat(world.wallMs() - untilMs).as("open too long: " + who).isLessThan(ROUNDING_MS);
        }
      });
      promisedUntilMs.values().removeIf(untilMs -> untilMs <= world.wallMs());
      assertThat(world.openUntilMs.keySet())
          .as("closed too early")
          .containsAll(promisedUntilMs.keySet());
    }
  }

  @ParameterizedTest(name = "seeds from {0}")
  @ValueSource(longs = {0, 1_000_000})
  void closesEveryDoorInTime(long firstSeed) throws IOException {
    for (long seed = firstSeed; seed < firstSeed + STORIES; seed++) {
      boolean died = true;
      for (int deeds = 0; died; deeds++) {
        try {
          died = new Story(seed).run(deeds);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("with seed " + seed + " after " + deeds + " deeds", e);
        }
      }
    }
  }
}
