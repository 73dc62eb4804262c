// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the cost of a packet does not depend on. The benchmarks say how long it takes; here, the least
 * of many short times is compared, with slack for a machine that is busy.
 */
class KnockEngineCostTest {

  private static final int PACKETS = 1_000;
  private static final int ROUNDS = 60;
  private static final double SLACK = 3;

  @ParameterizedTest
  @EnumSource(Scope.class)
  void isTheSameWithAThousandDoorsAsWithOne(Scope scope) {
    List<Door> doors = IntStream.range(0, 1_000).mapToObj(i -> door(i, scope)).toList();

    double ratio = ratio(doors, doors.subList(0, 1), tcp(7000), tcp(7001), tcp(22), tcp(7000));

    assertThat(ratio).isLessThan(SLACK);
  }

  @Test
  void growsWithTheDoorsThatShareAFirstKnock() {
    List<Door> doors = IntStream.range(0, 32)
        .mapToObj(
            i -> Door.named("door" + i).knock(tcp(7000)).knock(tcp(8000 + i)).build())
        .toList();

    double ratio = ratio(doors, doors.subList(0, 1), tcp(7000));

    assertThat(ratio).as("so the comparison can tell").isGreaterThan(SLACK);
  }

  /** A door with ports of its own. */
  private static Door door(int i, Scope scope) {
    return Door.named("door" + i)
        .knock(tcp(7000 + 3 * i))
        .knock(tcp(7001 + 3 * i))
        .knock(tcp(7002 + 3 * i))
        .scope(scope)
        .build();
  }

  private static double ratio(List<Door> many, List<Door> one, Knock... knocks) {
    List<Packet> packets = packets(knocks);
    KnockEngine withMany = engine(many);
    KnockEngine withOne = engine(one);
    long manyNs = Long.MAX_VALUE;
    long oneNs = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      manyNs = Math.min(manyNs, timeOf(withMany, packets, round));
      oneNs = Math.min(oneNs, timeOf(withOne, packets, round));
    }
    return (double) manyNs / oneNs;
  }

  private static long timeOf(KnockEngine engine, List<Packet> packets, long round) {
    long startNs = System.nanoTime();
    for (Packet packet : packets) {
      engine.onPacket(packet, round);
    }
    return System.nanoTime() - startNs;
  }

  private static KnockEngine engine(List<Door> doors) {
    return KnockEngine.guarding(doors, new EngineLimits(4096, 64), grant -> {});
  }

  private static List<Packet> packets(Knock... knocks) {
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; packets.size() < PACKETS; i++) {
      for (Knock knock : knocks) {
        packets.add(Packet.of(IpAddress.ofBits(0, IpAddress.mapped(i)), knock)
            .from(40_000, packets.size()));
      }
    }
    return packets;
  }
}
