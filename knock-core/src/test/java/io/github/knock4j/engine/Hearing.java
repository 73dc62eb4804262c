// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import java.util.List;

/** Which packets a door hears, rule by rule, for the slow twins. */
final class Hearing {

  private final List<Door> guarded;

  Hearing(List<Door> guarded) {
    this.guarded = guarded;
  }

  /** All rules but the one on retransmissions. */
  boolean hears(Door door, Packet packet) {
    return isDestination(door, packet)
        && isAllowed(door, packet.source())
        && passesFlags(door, packet)
        && isInScope(door, packet);
  }

  private static boolean isDestination(Door door, Packet packet) {
    return door.target() == null ? packet.isLocal() : packet.destination().equals(door.target());
  }

  private static boolean isAllowed(Door door, IpAddress visitor) {
    for (IpNetwork network : door.allowed()) {
      if (network.contains(visitor)) {
        return true;
      }
    }
    return door.allowed().isEmpty();
  }

  private static boolean passesFlags(Door door, Packet packet) {
    return packet.protocol() == Protocol.UDP || door.flags().accepts(packet.tcpFlags());
  }

  private boolean isInScope(Door door, Packet packet) {
    if (door.scope() == Scope.EVERY_PORT) {
      return door.knocks().stream().anyMatch(knock -> knock.protocol() == packet.protocol())
          && door.ignored().stream().noneMatch(packet::is);
    }
    for (Door user : guarded) {
      if (user.knocks().stream().anyMatch(packet::is) && passesFlags(user, packet)) {
        return true;
      }
    }
    return false;
  }
}
