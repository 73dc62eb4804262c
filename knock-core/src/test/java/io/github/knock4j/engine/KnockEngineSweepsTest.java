// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of sweeps is what the engine does to them. */
class KnockEngineSweepsTest {

  private static final IpAddress SCANNER = IpAddress.parse("203.0.113.7");
  private static final int MOST_SWEEPS = 2;
  private static final int KINDS = 4;

  @ParameterizedTest(name = "{0}")
  @MethodSource("doors")
  void needsAsManySweepsAsItSays(Door door) {
    Integer said = KnockEngine.sweepsToOpen(List.of(door)).get(door);

    Integer found = null;
    for (int sweeps = 1; sweeps <= MOST_SWEEPS && found == null; sweeps++) {
      for (int order = 0; order < Math.pow(KINDS, sweeps) && found == null; order++) {
        found = opens(door, order, sweeps) ? sweeps : null;
      }
    }

    assertThat(found).isEqualTo(said != null && said > MOST_SWEEPS ? null : said);
  }

  static Stream<Door> doors() {
    return Stream.of(
        door("one", Scope.EVERY_PORT, tcp(7000)),
        door("apart", Scope.EVERY_PORT, tcp(7000), tcp(8000), tcp(9000)),
        door("neighbours", Scope.EVERY_PORT, udp(7002), udp(7001), udp(7000)),
        door("the ends", Scope.EVERY_PORT, tcp(65_535), tcp(1)),
        door("end and other protocol", Scope.EVERY_PORT, tcp(65_535), udp(1)),
        door("end twice", Scope.EVERY_PORT, tcp(65_535), tcp(65_535)),
        door("two protocols", Scope.EVERY_PORT, tcp(7000), udp(8000)),
        door("ascending", Scope.KNOCK_PORTS, tcp(7000), tcp(8000), tcp(9000)),
        door("neither", Scope.KNOCK_PORTS, tcp(7000), tcp(9000), tcp(8000)),
        door("mixed", Scope.KNOCK_PORTS, tcp(7000), udp(8000)),
        door("zigzag", Scope.KNOCK_PORTS, tcp(1), tcp(9), tcp(2), tcp(8), tcp(3)),
        Door.named("ignoring")
            .knock(tcp(7000))
            .knock(tcp(7002))
            .ignoring(tcp(7001))
            .within(ofDays(1))
            .build());
  }

  private static Door door(String name, Scope scope, Knock... knocks) {
    return Door.named(name)
        .knocks(List.of(knocks))
        .scope(scope)
        .within(ofDays(1))
        .build();
  }

  /** Plays the sweeps that the digits of a number name. */
  private static boolean opens(Door door, int order, int sweeps) {
    List<Grant> openings = new ArrayList<>();
    KnockEngine engine = KnockEngine.guarding(
        List.of(door), EngineLimits.defaults().withAttempts(64), openings::add);
    int kinds = order;
    int sent = 0;
    for (int i = 0; i < sweeps; i++) {
      Protocol protocol = (kinds & 1) == 0 ? Protocol.TCP : Protocol.UDP;
      boolean upward = (kinds & 2) == 0;
      for (int step = 1; step <= 65_535; step++) {
        Knock port = new Knock(protocol, upward ? step : 65_536 - step);
        // Each probe has an identity of its own: none is a retransmission of the one before.
        engine.onPacket(Packet.of(SCANNER, port).from(40_000, ++sent), sent);
      }
      kinds >>= 2;
    }
    return !openings.isEmpty();
  }
}
