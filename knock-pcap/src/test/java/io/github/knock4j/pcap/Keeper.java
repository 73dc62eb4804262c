// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a test does with a {@link Guarding} keeper on some host, and with its door. */
final class Keeper {

  private static final Duration PATIENCE = ofSeconds(20);
  private static final List<String> RIGHT = List.of("7001:tcp", "8002:udp", "9003:tcp");
  private static final List<String> WRONG = List.of("8002:udp", "7001:tcp", "9003:tcp", "8002:udp");

  private final Running keeper;

  private Keeper(Running keeper) {
    this.keeper = keeper;
  }

  /** Returns when it listens. */
  static Keeper on(Host host, String... arguments) {
    Running keeper = host.startJava(Guarding.class, List.of(), arguments);
    keeper.awaitLine("ready", PATIENCE);
    return new Keeper(keeper);
  }

  /** Knocks in a wrong order, rightly, and rightly again: that is to be two openings. */
  void opensOnceForEachFullKnock(Host from, String address, String visitor) {
    long before = openings();

    knock(from, address, WRONG);
    knock(from, address, RIGHT);
    opensTo(visitor);
    knock(from, address, RIGHT);
    opensTo(visitor);

    assertThat(openings() - before).as("openings through " + address).isEqualTo(2);
  }

  void opensTo(String visitor) {
    assertThat(keeper.awaitLine("opened", PATIENCE)).isEqualTo("opened " + visitor);
  }

  /** How often the door has opened, to whomever; all packets before an opening that was told count. */
  long openings() {
    keeper.send("status");
    return Long.parseLong(keeper.awaitLine("status", PATIENCE).split(" ")[3]);
  }

  /** With some milliseconds in between: the packets of a program may overtake each other. */
  private static void knock(Host from, String address, List<String> ports) {
    List<String> argv = new ArrayList<>(List.of("knock", "-d", "10", address));
    argv.addAll(ports);
    from.run(argv.toArray(String[]::new));
  }

  static void knock(Host from, String address) {
    knock(from, address, RIGHT);
  }
}
