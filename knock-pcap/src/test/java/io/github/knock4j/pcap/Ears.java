// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.packet.PacketView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What doors hear, written down as the rules say it, and doors to try that on. */
final class Ears {

  private static final List<IpAddress> TARGETS = List.of(
      IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8::2"));

  private Ears() {}

  /** As if every visitor and every destination of a door without target were right. */
  static boolean hears(List<Door> doors, PacketView packet) {
    return doors.stream().anyMatch(door -> hears(door, doors, packet));
  }

  private static boolean hears(Door door, List<Door> all, PacketView packet) {
    Knock knock = new Knock(packet.protocol(), packet.destinationPort());
    boolean isInScope = door.scope() == Scope.EVERY_PORT
        ? uses(door, knock.protocol()) && !door.ignored().contains(knock)
        : all.stream().anyMatch(it -> it.knocks().contains(knock) && passesFlags(it, packet));
    return isInScope
        && passesFlags(door, packet)
        && (door.target() == null || packet.destination().equals(door.target()));
  }

  private static boolean passesFlags(Door door, PacketView packet) {
    return packet.protocol() == Protocol.UDP || door.flags().accepts(packet.tcpFlags());
  }

  private static boolean uses(Door door, Protocol protocol) {
    return door.knocks().stream().anyMatch(it -> it.protocol() == protocol);
  }

  static List<Door> randomDoors(Random random) {
    List<Door> doors = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      doors.add(randomDoor(random, "door " + i));
    }
    return doors;
  }

  private static Door randomDoor(Random random, String name) {
    Door.Builder door = Door.named(name);
    List<Knock> knocks = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      knocks.add(randomKnock(random));
    }
    door.knocks(knocks);
    int bits = random.nextInt(64);
    switch (random.nextInt(3)) {
      case 0 -> door.flags(TcpFlags.ANY);
      case 1 ->
        door.flags(new TcpFlags(bits & random.nextInt(64), ~bits & 63 & random.nextInt(64)));
      default -> door.flags(TcpFlags.NEW_CONNECTION);
    }
    if (random.nextBoolean()) {
      door.scope(Scope.KNOCK_PORTS);
    } else {
      Knock ignored = randomKnock(random);
      if (!knocks.contains(ignored)) {
        door.ignoring(ignored);
      }
    }
    if (random.nextBoolean()) {
      door.target(TARGETS.get(random.nextInt(TARGETS.size())));
    }
    return door.build();
  }

  private static Knock randomKnock(Random random) {
    int port = Frames.PORTS[random.nextInt(Frames.PORTS.length)];
    return random.nextBoolean() ? Knock.tcp(port) : Knock.udp(port);
  }
}
