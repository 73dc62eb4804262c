// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The doors that all programs guard, as ours and as text for knockd. */
final class Doors {

  /** The port behind the door. */
  static final int SERVICE = 22;

  static final Door SSH = Door.named("ssh")
      .knock(tcp(7001))
      .knock(udp(8002))
      .knock(tcp(9003))
      .within(ofSeconds(10))
      .openFor(ofMinutes(10))
      .build();

  /** The same for a moment only, so that its end can be watched. */
  static final Door BRIEF = Door.named("brief")
      .knock(tcp(7001))
      .knock(udp(8002))
      .knock(tcp(9003))
      .within(ofSeconds(10))
      .openFor(ofSeconds(3))
      .build();

  /** The same with a window in which a million attempts can begin, and none ends. */
  static final Door WIDE = Door.named("wide")
      .knock(tcp(7001))
      .knock(udp(8002))
      .knock(tcp(9003))
      .within(ofMinutes(10))
      .openFor(ofMinutes(10))
      .build();

  /** The same three ports, in all orders. Each port is among those that a scan tries first. */
  static final List<Door> ORDERS = Stream.of(
          List.of(7000, 8000, 9000),
          List.of(7000, 9000, 8000),
          List.of(8000, 7000, 9000),
          List.of(8000, 9000, 7000),
          List.of(9000, 7000, 8000),
          List.of(9000, 8000, 7000))
      .map(Doors::swept)
      .toList();

  private Doors() {}

  static Door named(String name) {
    return Stream.of(SSH, BRIEF, WIDE)
        .filter(door -> door.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such door: " + name));
  }

  private static Door swept(List<Integer> ports) {
    Door.Builder door = Door.named(
        ports.stream().map(port -> String.valueOf(port / 1000)).collect(Collectors.joining("-")));
    ports.forEach(port -> door.knock(tcp(port)));
    return door.within(ofMinutes(5)).build();
  }

  /** A section of a knockd.conf that hears what the door hears, as far as knockd can. */
  static String section(Door door, String command) {
    return "[" + door.name() + "]\n"
        + "  sequence = " + door.knocks().stream().map(Doors::text).collect(Collectors.joining(","))
        + "\n  seq_timeout = " + door.window().toSeconds()
        + "\n  tcpflags = syn\n  start_command = " + command + "\n";
  }

  /** The same for a door that closes. */
  static String section(Door door, String opening, String closing) {
    return section(door, opening) + "  cmd_timeout = " + door.lease().toSeconds()
        + "\n  stop_command = " + closing + "\n";
  }

  private static String text(Knock knock) {
    return knock.port() + ":" + knock.protocol().name().toLowerCase(Locale.ROOT);
  }
}
