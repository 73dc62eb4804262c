// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.runtime.RecordedSteps.Begun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of leases however knocks, deadlines, steps, failures and the end fall together. */
class LeasesRandomTest {

  private static final int RUNS = 2000;
  private static final int MOVES = 150;
  private static final long SECOND_NS = 1_000_000_000;
  private static final List<Door> DOORS = List.of(
      Door.named("short").knock(tcp(7001)).openFor(ofSeconds(3)).build(),
      Door.named("long").knock(tcp(7002)).openFor(ofSeconds(60)).build(),
      Door.named("once").knock(tcp(7003)).build());

  /** One door as a visitor sees it: checks each step against the ones before. */
  private static final class World {
    private final boolean hasLease;
    private boolean busy;
    private boolean mayBeOpen;
    private boolean isOpen;
    private boolean closeTried;
    private long newestNs;
    private int opens;
    private int closes;
    private int failures;

    World(Step first) {
      hasLease = first.grant().door().hasLease();
      newestNs = first.grant().openedNs();
    }

    void begins(Step step, boolean closing) {
      assertThat(busy).as("two steps at once").isFalse();
      busy = true;
      assertThat(step.grant().openedNs() - newestNs).as("the latest grant").isNotNegative();
      newestNs = step.grant().openedNs();
      switch (step.phase()) {
        case OPEN -> {
          assertThat(mayBeOpen && !closeTried).as("opened on top of an opening").isFalse();
          assertThat(closing).as("opened although the keeper closes").isFalse();
          mayBeOpen = hasLease;
          closeTried = false;
        }
        case RENEW -> assertThat(isOpen).as("renewed what is open").isTrue();
        case CLOSE -> assertThat(mayBeOpen).as("closed what is shut already").isTrue();
      }
    }

    void ends(Step step, boolean succeeded) {
      busy = false;
      failures += succeeded ? 0 : 1;
      if (step.phase() == Phase.CLOSE) {
        closes += succeeded ? 1 : 0;
        mayBeOpen = !succeeded;
        closeTried = !succeeded;
        isOpen = false;
      } else {
        opens += succeeded && step.phase() == Phase.OPEN ? 1 : 0;
        isOpen = succeeded && hasLease;
      }
    }

    void isAtItsEnd() {
      assertThat(busy).isFalse();
      assertThat(mayBeOpen).as("left open").isFalse();
      if (hasLease && failures == 0) {
        assertThat(closes).as("one close for each opening").isEqualTo(opens);
      }
    }
  }

  private final class Run {
    private final Random random;
    private final double failureRate;
    private final RecordedSteps steps = new RecordedSteps();
    private final Leases leases = new Leases(8, steps);
    private final List<Begun> begun = new ArrayList<>();
    private final Map<String, World> worlds = new HashMap<>();
    private boolean closing;
    private long nowNs;

    Run(long seed) {
      random = new Random(seed);
      failureRate = random.nextInt(3) * 0.3;
      nowNs = Long.MAX_VALUE - random.nextInt(30) * SECOND_NS; // wraps in the midst of it
    }

    void run() {
      for (int i = 0; i < MOVES; i++) {
        move();
      }
      closing = true;
      while (!leases.isEmpty() || !begun.isEmpty() || steps.waiting() > 0) {
        leases.endAll();
        while (steps.waiting() > 0) {
          begin();
        }
        while (!begun.isEmpty()) {
          end(random.nextDouble() >= failureRate);
        }
      }
      worlds.values().forEach(World::isAtItsEnd);
    }

    private void move() {
      switch (random.nextInt(8)) {
        case 0, 1 -> knock();
        case 2, 3, 4 -> begin();
        case 5, 6 -> end(random.nextDouble() >= failureRate);
        default -> advance();
      }
      if (!closing && random.nextInt(500) == 0) {
        leases.endAll();
        closing = true;
      }
    }

    private void knock() {
      Door door = DOORS.get(random.nextInt(DOORS.size()));
      IpAddress visitor = IpAddress.parse("203.0.113." + random.nextInt(1, 5));
      leases.advance(nowNs);
      leases.knocked(Guard.of(door, grant -> {}), Grant.of(door, visitor, nowNs));
      assertThat(leases.grants().size()).isLessThanOrEqualTo(8);
    }

    private void advance() {
      nowNs += random.nextBoolean()
          ? random.nextLong(4 * SECOND_NS)
          : leases.untilDueNs(nowNs, 100 * SECOND_NS);
      leases.advance(nowNs);
      assertThat(leases.untilDueNs(nowNs, Long.MAX_VALUE)).isPositive();
    }

    private void begin() {
      if (steps.waiting() > 0) {
        Begun next = steps.begin(leases);
        if (next != null) {
          begun.add(next);
          worldOf(next).begins(next.step(), closing);
        }
      }
    }

    private void end(boolean succeeded) {
      if (!begun.isEmpty()) {
        Begun ended = begun.remove(random.nextInt(begun.size()));
        worldOf(ended).ends(ended.step(), succeeded);
        leases.ended(ended.lease(), ended.step(), succeeded, nowNs);
      }
    }

    private World worldOf(Begun begun) {
      Grant grant = begun.step().grant();
      return worlds.computeIfAbsent(
          grant.door().name() + grant.visitor(), name -> new World(begun.step()));
    }
  }

  @ParameterizedTest(name = "seeds from {0}")
  @ValueSource(longs = {0, 1_000_000, 2_000_000})
  void neverOpensTwiceNorForgetsToClose(long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + RUNS; seed++) {
      try {
        new Run(seed).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("with seed " + seed, e);
      }
    }
  }
}
