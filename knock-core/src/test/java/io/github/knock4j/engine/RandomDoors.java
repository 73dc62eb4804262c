// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofNanos;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws doors from few ports, so that knocks repeat, overlap and begin several doors. */
final class RandomDoors {

  static final List<IpAddress> TARGETS = List.of(
      Packet.HERE,
      IpAddress.parse("10.0.0.7"),
      IpAddress.parse("2001:db8:7::7"),
      IpAddress.parse("2001:db8:8::7"));

  private static final int[] PORTS = {7000, 7001, 1, 65_535, 22, 40_000, 7002, 256};
  private static final List<IpNetwork> NETWORKS = List.of(
      IpNetwork.parse("198.51.100.0/24"),
      IpNetwork.parse("0.0.0.0/0"),
      IpNetwork.parse("2001:db8::/48"),
      IpNetwork.parse("::/0"));
  private static final long DAY_NS = Duration.ofDays(1).toNanos();

  private final RandomGenerator random;
  private final int ports;
  private final int mostKnocks;
  private final int percentUdp;
  private final long timeNs;
  private int made;

  RandomDoors(RandomGenerator random) {
    this.random = random;
    this.ports = 2 + random.nextInt(PORTS.length - 1);
    this.mostKnocks = random.nextInt(8) == 0 ? Door.MOST_KNOCKS : 2 + random.nextInt(5);
    this.percentUdp = new int[] {0, 10, 40, 100}[random.nextInt(4)];
    this.timeNs = new long[] {1, 7, 1_000, 1_000_000_000, DAY_NS / 4}[random.nextInt(5)];
  }

  /** The order of magnitude of the windows. */
  long timeNs() {
    return timeNs;
  }

  List<Door> some() {
    List<Door> doors = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    while (doors.size() < count) {
      doors.add(one("door " + made++, doors));
    }
    return doors;
  }

  /** Some of the doors as they are, some changed or gone, perhaps new ones; in another order. */
  List<Door> someOther(List<Door> old) {
    List<Door> doors = new ArrayList<>();
    for (Door door : old) {
      switch (random.nextInt(6)) {
        case 0 -> doors.add(one(door.name(), old));
        case 1 -> {}
        default -> doors.add(random.nextInt(doors.size() + 1), equalTo(door));
      }
    }
    if (doors.size() < 6) {
      doors.add(random.nextInt(doors.size() + 1), one("door " + made++, old));
    }
    return doors;
  }

  /** Any knock that some of these doors may have. */
  Knock knock() {
    int port = PORTS[random.nextInt(ports)];
    return random.nextInt(100) < percentUdp ? udp(port) : tcp(port);
  }

  private Door one(String name, List<Door> others) {
    Door.Builder door = Door.named(name).knocks(knocks(others)).within(upTo(2 * timeNs));
    switch (random.nextInt(5)) {
      case 0 -> door.openFor(upTo(DAY_NS));
      case 1 -> door.cooldown(Duration.ZERO);
      case 2 -> door.cooldown(upTo(4 * timeNs));
      default -> {}
    }
    switch (random.nextInt(4)) {
      case 0 -> door.flags(TcpFlags.ANY);
      case 1 -> door.flags(flags());
      default -> {}
    }
    if (random.nextInt(4) == 0) {
      door.target(TARGETS.get(random.nextInt(TARGETS.size())));
    }
    while (random.nextInt(4) == 0) {
      door.allowing(NETWORKS.get(random.nextInt(NETWORKS.size())));
    }
    List<Knock> own = door.build().knocks();
    if (random.nextBoolean()) {
      door.scope(Scope.KNOCK_PORTS);
    } else {
      List.of(knock(), knock()).stream()
          .filter(knock -> !own.contains(knock) && random.nextBoolean())
          .forEach(door::ignoring);
    }
    return door.build();
  }

  private List<Knock> knocks(List<Door> others) {
    List<Knock> knocks = new ArrayList<>();
    if (!others.isEmpty() && random.nextInt(3) == 0) {
      knocks.add(others.get(random.nextInt(others.size())).knocks().get(0));
    }
    int count = random.nextInt(6) == 0 ? 1 : 2 + random.nextInt(mostKnocks - 1);
    if (count > 6) {
      count = Door.MOST_KNOCKS;
    }
    while (knocks.size() < count) {
      knocks.add(knock());
    }
    return knocks;
  }

  private TcpFlags flags() {
    int set = random.nextInt(64) & random.nextInt(64);
    return new TcpFlags(set, random.nextInt(64) & random.nextInt(64) & ~set);
  }

  private Duration upTo(long mostNs) {
    return ofNanos(1 + random.nextLong(Math.min(mostNs, DAY_NS)));
  }

  /** The same door again, but not the same object. */
  private static Door equalTo(Door door) {
    Door.Builder copy = Door.named(door.name())
        .knocks(door.knocks())
        .within(door.window())
        .cooldown(door.cooldown())
        .flags(door.flags())
        .scope(door.scope())
        .ignoring(door.ignored().toArray(Knock[]::new))
        .allowing(door.allowed().toArray(IpNetwork[]::new));
    if (door.hasLease()) {
      copy.openFor(door.lease());
    }
    if (door.target() != null) {
      copy.target(door.target());
    }
    return copy.build();
  }
}
