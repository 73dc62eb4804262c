// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody tries every port, with all the time in the world. */
class KnockEngineScanTest {

  private static final List<Door> STRICT = List.of(
      Door.named("ascending")
          .knock(tcp(7000))
          .knock(tcp(8000))
          .knock(tcp(9000))
          .within(ofDays(1))
          .build(),
      Door.named("descending")
          .knock(udp(9000))
          .knock(udp(8000))
          .knock(udp(7000))
          .within(ofDays(1))
          .build(),
      Door.named("mixed")
          .knock(tcp(7001))
          .knock(udp(8002))
          .knock(tcp(9003))
          .within(ofDays(1))
          .build(),
      Door.named("across").knock(tcp(7000)).knock(udp(8000)).within(ofDays(1)).build(),
      Door.named("repeated").knock(tcp(7000)).knock(tcp(7000)).within(ofDays(1)).build());

  private final Knocker knocker = new Knocker();

  @Test
  void opensNoStrictDoorWhosePortsAreApartToASweep() {
    knocker.at(STRICT);

    knocker.knock(ports(Protocol.TCP)).knock(ports(Protocol.UDP));
    knocker.knock(reversed(ports(Protocol.TCP))).knock(reversed(ports(Protocol.UDP)));

    assertThat(knocker.heard.openedDoors()).isEmpty();
    assertThat(knocker.engine.counters().advanced()).isGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void opensNoStrictDoorToAScanInRandomOrder(long seed) {
    List<Knock> ports = new ArrayList<>(ports(Protocol.TCP));
    ports.addAll(ports(Protocol.UDP));
    Collections.shuffle(ports, new Random(seed));
    knocker.at(STRICT);

    knocker.knock(ports);

    assertThat(knocker.heard.openedDoors()).isEmpty();
  }

  @Test
  void opensADoorThatHearsItsKnocksOnlyToASweep() {
    Door door = Door.named("door")
        .knock(tcp(7000))
        .knock(tcp(8000))
        .knock(tcp(9000))
        .scope(Scope.KNOCK_PORTS)
        .within(ofDays(1))
        .build();
    knocker.at(door);

    knocker.knock(ports(Protocol.TCP));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  private static List<Knock> ports(Protocol protocol) {
    List<Knock> ports = new ArrayList<>();
    for (int port = 1; port <= 65_535; port++) {
      ports.add(new Knock(protocol, port));
    }
    return ports;
  }

  private static List<Knock> reversed(List<Knock> ports) {
    Collections.reverse(ports);
    return ports;
  }
}
