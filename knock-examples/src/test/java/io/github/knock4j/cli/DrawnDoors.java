// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.TcpFlags.Flag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws a knockd.conf of few ports, so that knocks repeat, overlap and begin several doors. */
final class DrawnDoors {

  /** Opens with the first packet to a port of its own. */
  static final Door END = door("end", List.of(udp(65_000)), ofSeconds(1), TcpFlags.ANY);

  private static final List<String> NAMES = List.of("north", "east", "south", "west");
  private static final int[] PORTS = {7000, 7001, 8002, 9003, 40_000};
  private static final List<TcpFlags> FLAGS = List.of(
      TcpFlags.ANY,
      TcpFlags.ANY,
      TcpFlags.ANY.mustSet(Flag.SYN),
      TcpFlags.ANY.mustSet(Flag.SYN),
      TcpFlags.NEW_CONNECTION,
      TcpFlags.ANY.mustSet(Flag.ACK).mustClear(Flag.SYN),
      TcpFlags.ANY.mustClear(Flag.RST),
      TcpFlags.ANY.mustSet(Flag.FIN).mustSet(Flag.PSH).mustSet(Flag.URG));

  private DrawnDoors() {}

  /** From one to four doors, of 1 to 5 knocks each, and the door {@link #END}. */
  static List<Door> draw(RandomGenerator random) {
    int ports = 2 + random.nextInt(PORTS.length - 1);
    int percentUdp = new int[] {0, 20, 40}[random.nextInt(3)];
    List<Door> doors = new ArrayList<>();
    for (String name : NAMES.subList(0, 1 + random.nextInt(NAMES.size()))) {
      List<Knock> knocks = new ArrayList<>();
      int count = random.nextInt(8) == 0 ? 1 : 2 + random.nextInt(4);
      while (knocks.size() < count) {
        int port = PORTS[random.nextInt(ports)];
        knocks.add(random.nextInt(100) < percentUdp ? udp(port) : tcp(port));
      }
      TcpFlags flags = FLAGS.get(random.nextInt(FLAGS.size()));
      doors.add(door(name, knocks, ofSeconds(1 + random.nextInt(2)), flags));
    }
    doors.add(END);
    return doors;
  }

  private static Door door(String name, List<Knock> knocks, Duration window, TcpFlags flags) {
    return Door.named(name)
        .knocks(knocks)
        .within(window)
        .flags(flags)
        .scope(Scope.KNOCK_PORTS)
        .cooldown(Duration.ZERO)
        .build();
  }

  /** The configuration, with commands that write down the door and the visitor. */
  static String config(List<Door> doors, Object done) {
    StringBuilder text = new StringBuilder();
    for (Door door : doors) {
      text.append("[" + door.name() + "]\n");
      text.append("  sequence = " + sequence(door) + "\n");
      text.append("  seq_timeout = " + door.window().toSeconds() + "\n");
      if (!door.flags().equals(TcpFlags.ANY)) {
        text.append("  tcpflags = " + door.flags() + "\n");
      }
      text.append("  command = echo " + door.name() + " %IP% >> " + done + "\n");
    }
    return text.toString();
  }

  private static String sequence(Door door) {
    return String.join(
        ",",
        door.knocks().stream()
            .map(knock -> knock.port() + (knock.protocol() == Protocol.UDP ? ":udp" : ""))
            .toList());
  }
}
