// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.util.List;
import java.util.SplittableRandom;

/** A visitor with an engine to knock at. Each knock is a new connection, one nanosecond later. */
final class Knocker {

  final Recorder heard = new Recorder();
  KnockEngine engine;
  long nowNs;

  private EngineLimits limits = EngineLimits.defaults();
  private IpAddress visitor = IpAddress.parse("203.0.113.7");
  private int connections;

  Knocker within(EngineLimits limits) {
    this.limits = limits;
    return this;
  }

  Knocker at(Door... doors) {
    return at(List.of(doors));
  }

  Knocker at(List<Door> doors) {
    engine = KnockEngine.seeded(doors, limits, heard, new SplittableRandom(1));
    return this;
  }

  Knocker as(String visitor) {
    return as(IpAddress.parse(visitor));
  }

  Knocker as(IpAddress visitor) {
    this.visitor = visitor;
    return this;
  }

  Knocker atTime(long nowNs) {
    this.nowNs = nowNs;
    return this;
  }

  Knocker knock(List<Knock> knocks) {
    return knock(knocks.toArray(Knock[]::new));
  }

  Knocker knock(Knock... knocks) {
    for (Knock knock : knocks) {
      send(packet(knock));
    }
    return this;
  }

  Knocker send(Packet packet) {
    engine.onPacket(packet, nowNs++);
    return this;
  }

  /** The packet that the next knock would be. */
  Packet packet(Knock knock) {
    return Packet.of(visitor, knock).from(50_000, connections++);
  }
}
