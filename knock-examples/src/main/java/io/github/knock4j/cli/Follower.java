// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.engine.Explanation;
import io.github.knock4j.engine.KnockEngine;
import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A source that also tells why doors do not open to one visitor: each door has an engine to itself that
 * explains what it does not hear, because an engine explains one door at a time. Of a configuration
 * with more than 32 doors, the first 32 are explained. Thread-safe.
 */
final class Follower implements PacketSource {

  private static final int MOST_DOORS = 32;
  private static final EngineLimits LIMITS = EngineLimits.defaults().withAttempts(4096);

  private final PacketSource source;
  private final IpAddress visitor;
  private final Map<String, KnockEngine> engines = new TreeMap<>();

  Follower(PacketSource source, IpAddress visitor) {
    this.source = source;
    this.visitor = visitor;
  }

  /** What became of the visitor's last attempt at each door, in the order of their names. */
  synchronized List<Followed> told() {
    long nowNs = nowNs();
    List<Followed> told = new ArrayList<>();
    engines.forEach((door, engine) -> {
      Explanation explanation = engine.explanation(nowNs);
      told.add(new Followed(visitor, door, Objects.requireNonNull(explanation, "is followed")));
    });
    return told;
  }

  @Override
  public void start(Collection<Door> doors, PacketHandler handler) throws IOException {
    explain(doors);
    source.start(doors.stream().map(Follower::hearingMore).toList(), new PassedOn(handler) {
      @Override
      public void onPacket(PacketView packet, long nowNs) {
        explain(packet, nowNs);
        super.onPacket(packet, nowNs);
      }
    });
  }

  @Override
  public void watch(Collection<Door> doors) throws IOException {
    source.watch(doors.stream().map(Follower::hearingMore).toList());
    explain(doors);
  }

  /**
   * Lets also those packets pass the kernel's filter that the door does not hear, so that they can be
   * explained: with other flags, from other networks, to other addresses. Not for a door that hears
   * every port, because that would be all that the host receives.
   */
  private static Door hearingMore(Door door) {
    return switch (door.scope()) {
      case EVERY_PORT -> door;
      case KNOCK_PORTS ->
        Door.named(door.name())
            .knocks(door.knocks())
            .scope(door.scope())
            .flags(TcpFlags.ANY)
            .build();
    };
  }

  private synchronized void explain(Collection<Door> doors) {
    Map<String, KnockEngine> before = Map.copyOf(engines);
    engines.clear();
    doors.stream().map(Door::name).limit(MOST_DOORS).forEach(name -> {
      KnockEngine engine = before.get(name);
      if (engine == null) {
        engine = KnockEngine.guarding(doors, LIMITS, grant -> {});
      } else {
        engine.replaceDoors(doors, nowNs());
      }
      if (engine.explanation(nowNs()) == null) { // new, or of a door that has changed
        engine.explain(visitor, name);
      }
      engines.put(name, engine);
    });
  }

  private void explain(PacketView packet, long nowNs) {
    if (packet.sourceHigh() == visitor.high() && packet.sourceLow() == visitor.low()) {
      synchronized (this) {
        engines.values().forEach(engine -> engine.onPacket(packet, nowNs));
      }
    }
  }

  @Override
  public long nowNs() {
    return source.nowNs();
  }

  @Override
  public void close() {
    source.close();
  }

  @Override
  public String toString() {
    return source.toString();
  }
}
