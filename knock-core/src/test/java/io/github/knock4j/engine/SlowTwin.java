// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a door means, in lists and loops: every door remembers for each visitor all that it heard, and
 * reads it again with every packet. Forgets nothing, and shares no line with the engine.
 */
final class SlowTwin {

  private List<Ears> all = List.of();
  private Hearing hearing;

  SlowTwin(List<Door> doors) {
    hearing = new Hearing(doors);
    replaceDoors(doors);
  }

  /** The doors that this packet opens. */
  List<Door> hear(Packet packet, long nowNs) {
    List<Door> opened = new ArrayList<>();
    for (Ears ears : all) {
      if (hearing.hears(ears.door, packet)) {
        Ear ear = ears.of(packet.source());
        if (!ear.isRetransmission(packet) && ear.hear(packet, nowNs, ears.door)) {
          opened.add(ears.door);
        }
      }
    }
    return opened;
  }

  /** How many knocks have matched so far and are still in time. */
  int stage(IpAddress visitor, Door door, long nowNs) {
    Ear ear = earsAt(door).of(visitor);
    int stage = door.knocks().size() - 1;
    while (stage > 0 && !ear.endsWith(stage, door, nowNs)) {
      stage--;
    }
    return stage;
  }

  /** Equal doors remember; others are as new. */
  void replaceDoors(List<Door> doors) {
    List<Ears> next = new ArrayList<>();
    for (Door door : doors) {
      next.add(isGuarded(door) ? earsAt(door) : new Ears(door));
    }
    all = next;
    hearing = new Hearing(doors);
  }

  private boolean isGuarded(Door door) {
    return all.stream().anyMatch(ears -> ears.door.equals(door));
  }

  private Ears earsAt(Door door) {
    return all.stream().filter(ears -> ears.door.equals(door)).findFirst().orElseThrow();
  }

  /** All that one door heard. */
  private static final class Ears {

    final Door door;
    private final Map<IpAddress, Ear> byVisitor = new HashMap<>();

    Ears(Door door) {
      this.door = door;
    }

    Ear of(IpAddress visitor) {
      return byVisitor.computeIfAbsent(visitor, v -> new Ear());
    }
  }

  private record Heard(Packet packet, long nowNs) {}

  /** All that one door heard from one visitor. */
  private static final class Ear {

    private final List<Heard> heard = new ArrayList<>();
    private int spent;
    private boolean hasOpened;
    private long openedNs;

    boolean isRetransmission(Packet packet) {
      if (heard.isEmpty() || packet.protocol() == Protocol.UDP) {
        return false;
      }
      Packet last = heard.get(heard.size() - 1).packet;
      return last.protocol() == Protocol.TCP
          && last.sourcePort() == packet.sourcePort()
          && last.destinationPort() == packet.destinationPort()
          && last.tcpSequence() == packet.tcpSequence();
    }

    boolean hear(Packet packet, long nowNs, Door door) {
      heard.add(new Heard(packet, nowNs));
      if (!endsWith(door.knocks().size(), door, nowNs)
          || hasOpened && nowNs - openedNs < door.cooldown().toNanos()) {
        return false;
      }
      spent = heard.size();
      hasOpened = true;
      openedNs = nowNs;
      return true;
    }

    /** Whether the last packets, none of them spent, are the door's first knocks. */
    boolean endsWith(int count, Door door, long nowNs) {
      int first = heard.size() - count;
      if (first < spent) {
        return false;
      }
      List<Knock> knocks = door.knocks();
      for (int i = 0; i < count; i++) {
        if (!heard.get(first + i).packet.is(knocks.get(i))) {
          return false;
        }
      }
      return nowNs - heard.get(first).nowNs < door.window().toNanos();
    }
  }
}
