// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The engine beside its slow twin, on random traffic. The profile {@code nightly} takes longer. */
class KnockEngineTwinTest {

  private static final long PACKETS = Long.getLong("knock4j.twin.packets", 200_000);
  private static final long FIRST_SEED = Long.getLong("knock4j.twin.seed", 1);
  private static final int PACKETS_PER_SEED = 1_000;
  private static final IpAddress NOBODY = IpAddress.parse("203.0.113.99");
  private static final EngineLimits ROOMY = new EngineLimits(1 << 16, 1 << 16);

  private final OpeningsByKind kinds = new OpeningsByKind();

  @Test
  void opensWhatTheSlowTwinOpens() {
    for (long i = 0; i < PACKETS / PACKETS_PER_SEED; i++) {
      new Run(FIRST_SEED + i).check();
    }

    assertThat(kinds.rarest()).as(kinds.toString()).isGreaterThan(PACKETS / 10_000);
  }

  /** What follows from one seed. */
  private final class Run implements KnockListener {

    private final long seed;
    private final SplittableRandom random;
    private final RandomTraffic traffic;
    private final SlowTwin twin;
    private final KnockEngine engine;
    private final List<Grant> opened = new ArrayList<>();

    Run(long seed) {
      this.seed = seed;
      random = new SplittableRandom(~seed);
      traffic = new RandomTraffic(seed);
      twin = new SlowTwin(guarded(traffic.doors()));
      engine = KnockEngine.seeded(guarded(traffic.doors()), ROOMY, this, random);
    }

    void check() {
      boolean replaces = random.nextBoolean();
      for (int i = 0; i < PACKETS_PER_SEED; i++) {
        if (replaces && random.nextInt(100) == 0) {
          List<Door> doors = guarded(traffic.replaceDoors());
          twin.replaceDoors(doors);
          engine.replaceDoors(doors, traffic.nowNs());
        }
        Packet packet = traffic.next();
        List<Grant> expected = expected(packet);
        opened.clear();
        engine.onPacket(packet, traffic.nowNs());
        // The doors that one packet opens may be told in any order.
        opened.sort(Comparator.comparing(grant -> traffic.doors().indexOf(grant.door())));
        if (!opened.equals(expected)) {
          assertThat(opened).as("seed %d, packet %d: %s", seed, i, packet).isEqualTo(expected);
        }
      }
    }

    private List<Grant> expected(Packet packet) {
      List<Grant> expected = new ArrayList<>();
      for (Door door : twin.hear(packet, traffic.nowNs())) {
        traffic.opened(door);
        expected.add(Grant.of(door, packet.source(), traffic.nowNs()));
        kinds.count(expected.get(expected.size() - 1), packet);
      }
      return expected;
    }

    @Override
    public void onOpened(Grant grant) {
      opened.add(grant);
    }

    @Override
    public void onAdvanced(AttemptView attempt) {
      int stage = twin.stage(attempt.visitor(), attempt.door(), attempt.nowNs());
      if (attempt.stage() != stage) {
        assertThat(attempt.stage())
            .as("stage, seed %d, %s", seed, attempt.door())
            .isEqualTo(stage);
      }
    }
  }

  /**
   * The twin never forgets what it heard last; the engine does when it needs the place. A crowd of
   * doors that nobody knocks at makes its probe sets so wide that it does not need one.
   */
  private static List<Door> guarded(List<Door> doors) {
    List<Door> guarded = new ArrayList<>(doors);
    for (int i = 0; i < 40; i++) {
      guarded.add(Door.named("crowd " + i).knock(tcp(9)).target(NOBODY).build());
    }
    return guarded;
  }
}
