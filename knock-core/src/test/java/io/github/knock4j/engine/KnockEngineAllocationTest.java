// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** No packet that opens nothing allocates anything. */
class KnockEngineAllocationTest {

  private static final Door PLAIN =
      Door.named("plain").knock(tcp(7000)).knock(tcp(8000)).knock(udp(9000)).build();
  private static final Door REPEATING =
      Door.named("repeating").knock(tcp(7000)).knock(tcp(7000)).knock(tcp(9000)).build();
  private static final Door NETWORKS = Door.named("networks")
      .knock(tcp(7000))
      .knock(tcp(7001))
      .allowing(IpNetwork.parse("10.0.0.0/8"), IpNetwork.parse("2001:db8::/32"))
      .ignoring(tcp(443), udp(443))
      .build();
  private static final Door KNOCKD = Door.named("knockd")
      .knock(tcp(7000))
      .knock(udp(7000))
      .scope(Scope.KNOCK_PORTS)
      .build();

  private static final int VISITORS = 50_000;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Counting listener = new Counting();

  @Test
  void forNoise() {
    assertAllocatesNothing(List.of(KNOCKD), tcp(22), udp(53));

    assertThat(listener.told).isZero();
  }

  @Test
  void forStrays() {
    assertAllocatesNothing(List.of(PLAIN, REPEATING, NETWORKS, KNOCKD), tcp(443), udp(53));

    assertThat(listener.told).isZero();
  }

  @Test
  void forFirstKnocksOfEverNewVisitorsWhenTheTableIsFull() {
    assertAllocatesNothing(List.of(PLAIN, REPEATING, NETWORKS, KNOCKD), tcp(7000));

    assertThat(listener.told).isGreaterThan(VISITORS);
  }

  @Test
  void forLaterKnocksAndResets() {
    assertAllocatesNothing(
        List.of(PLAIN, REPEATING, NETWORKS), tcp(7000), tcp(8000), tcp(7000), tcp(7000), tcp(1));

    assertThat(listener.told).isGreaterThan(3 * VISITORS);
  }

  @Test
  void forAttemptsThatTimeOut() {
    KnockEngine engine = engine(List.of(PLAIN, REPEATING));
    List<Packet> packets = packets(tcp(7000));
    long windowNs = PLAIN.window().toNanos();

    long bytes = leastOf(3, round -> {
      for (Packet packet : packets) {
        engine.onPacket(packet, round * windowNs);
      }
      engine.advance((round + 1) * windowNs, 1 << 20);
    });

    assertThat(bytes).isLessThan(1_000);
  }

  private void assertAllocatesNothing(List<Door> doors, Knock... knocks) {
    KnockEngine engine = engine(doors);
    List<Packet> packets = packets(knocks);

    long bytes = leastOf(3, round -> {
      for (int i = 0; i < packets.size(); i++) {
        engine.onPacket(packets.get(i), round * packets.size() + i);
      }
    });

    assertThat(bytes).as("bytes for %d packets", packets.size()).isLessThan(1_000);
  }

  private interface Round {
    void run(long number);
  }

  /** The first rounds also make the table grow and the compiler work. */
  private static long leastOf(int rounds, Round round) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < rounds; i++) {
      long number = i;
      least = Math.min(least, Allocated.bytesBy(() -> round.run(number)));
    }
    return least;
  }

  private KnockEngine engine(List<Door> doors) {
    return KnockEngine.seeded(doors, new EngineLimits(1024, 64), listener, random);
  }

  /** Each of many visitors sends these knocks, half of them over IPv6. */
  private List<Packet> packets(Knock... knocks) {
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; i < VISITORS; i++) {
      IpAddress visitor = i % 2 == 0
          ? IpAddress.ofBits(0, IpAddress.mapped(random.nextInt()))
          : IpAddress.ofBits(0x2001_0db8_0000_0000L | random.nextInt(1000), random.nextLong());
      for (Knock knock : knocks) {
        packets.add(Packet.of(visitor, knock).from(50_000, random.nextInt()));
      }
    }
    return packets;
  }

  private static final class Counting implements KnockListener {

    private long told;

    @Override
    public void onOpened(Grant grant) {
      throw new AssertionError("opened");
    }

    @Override
    public void onAdvanced(AttemptView attempt) {
      told++;
    }

    @Override
    public void onTimedOut(AttemptView attempt) {
      told++;
    }

    @Override
    public void onReset(AttemptView attempt) {
      told++;
    }

    @Override
    public void onEvicted(AttemptView attempt) {
      told++;
    }
  }
}
