// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often each kind of door opened: a comparison in which one never does shows nothing. */
final class OpeningsByKind {

  private final Map<String, Long> counts = new LinkedHashMap<>();

  void count(Grant grant, Packet last) {
    Door door = grant.door();
    int knocks = door.knocks().size();
    count(door.scope().toString(), true);
    count("all knocks different", knocks > 1 && !repeats(door));
    count("a knock twice", repeats(door));
    count("one knock", knocks == 1);
    count("five knocks or more", knocks >= 5);
    count("all the knocks there can be", knocks == Door.MOST_KNOCKS);
    count("TCP last", last.protocol() == Protocol.TCP);
    count("UDP last", last.protocol() == Protocol.UDP);
    count(
        "TCP and UDP", door.knocks().stream().map(k -> k.protocol()).distinct().count() > 1);
    count("lease", door.hasLease());
    count("cooldown", !door.cooldown().isZero());
    count("neither", !door.hasLease() && door.cooldown().isZero());
    count("any flags", door.flags().equals(TcpFlags.ANY));
    count("new connections", door.flags().equals(TcpFlags.NEW_CONNECTION));
    count("target", door.target() != null);
    count("networks", !door.allowed().isEmpty());
    count("ignored ports", !door.ignored().isEmpty());
    count("IPv4", grant.visitor().isIpv4());
    count("IPv6", !grant.visitor().isIpv4());
    count("clock above zero", grant.openedNs() >= 0);
    count("clock below zero", grant.openedNs() < 0);
  }

  /** How often the kind opened that opened least. */
  long rarest() {
    return counts.values().stream().mapToLong(n -> n).min().orElse(0);
  }

  @Override
  public String toString() {
    return counts.toString();
  }

  private void count(String kind, boolean isOne) {
    counts.merge(kind, isOne ? 1L : 0, Long::sum);
  }

  private static boolean repeats(Door door) {
    return new HashSet<>(door.knocks()).size() < door.knocks().size();
  }
}
