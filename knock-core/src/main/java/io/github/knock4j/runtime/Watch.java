// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.engine.EngineCounters;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.engine.KnockEngine;
import io.github.knock4j.engine.KnockListener;
import io.github.knock4j.engine.NoisyPort;
import io.github.knock4j.packet.PacketView;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The engine and the guards of its doors, which always agree. Thread-safe, because sources may
 * deliver on several threads: the lock is this object's own. Of the user's code, only an attempt
 * listener runs under it, so a thread that holds it is in the middle of a packet.
 */
final class Watch {

  private static final int SWEPT_PLACES = 1 << 16;

  private final EngineLimits limits;
  private final BiConsumer<Guard, Grant> opened;
  private final KnockEngine engine;
  private volatile Map<Door, Guard> guards;
  private volatile boolean ended;

  Watch(
      Collection<Guard> guards,
      EngineLimits limits,
      @Nullable KnockListener attempts,
      BiConsumer<Guard, Grant> opened) {
    this.limits = limits;
    this.opened = opened;
    KnockListener listener =
        attempts == null ? this::opened : new AttemptListener(this::opened, attempts);
    engine = KnockEngine.guarding(doors(guards), limits, listener);
    this.guards = byDoor(guards);
  }

  /** The doors that are heard. */
  static List<Door> doors(Collection<Guard> guards) {
    return guards.stream().filter(Guard::opens).map(Guard::door).toList();
  }

  List<Door> doors() {
    return doors(guards.values());
  }

  Collection<Guard> guards() {
    return guards.values();
  }

  EngineCounters counters() {
    synchronized (this) {
      return engine.counters();
    }
  }

  List<NoisyPort> noisiestPorts(int limit) {
    synchronized (this) {
      return engine.noisiestPorts(limit);
    }
  }

  void onPacket(PacketView packet, long nowNs) {
    synchronized (this) {
      if (!ended) {
        engine.onPacket(packet, nowNs);
      }
    }
  }

  /** Takes no further packet, not even one that waits for another to end. */
  void end() {
    ended = true;
  }

  /** Comes past attempts that timed out, for those who listen. */
  void sweep(long nowNs) {
    synchronized (this) {
      engine.advance(nowNs, SWEPT_PLACES);
    }
  }

  /** Whether the thread that asks is in the middle of a packet. */
  boolean isCurrent() {
    return Thread.holdsLock(this);
  }

  /** Refuses with an exception what {@link #replace} would have to refuse. */
  void check(Collection<Guard> newGuards) {
    byDoor(newGuards);
    KnockEngine.guarding(doors(newGuards), limits, grant -> {});
  }

  void replace(Collection<Guard> newGuards, long nowNs) {
    synchronized (this) {
      guards = byDoor(newGuards);
      engine.replaceDoors(doors(newGuards), nowNs);
    }
  }

  private void opened(Grant grant) {
    opened.accept(
        Objects.requireNonNull(guards.get(grant.door()), "engine and guards agree"), grant);
  }

  private static Map<Door, Guard> byDoor(Collection<Guard> guards) {
    Set<String> names = new HashSet<>(); // the engine knows only of doors that are heard
    for (Guard guard : guards) {
      if (!names.add(guard.door().name())) {
        throw new IllegalArgumentException(
            "two doors are named '" + guard.door().name() + "'");
      }
    }
    return guards.stream().collect(Collectors.toUnmodifiableMap(Guard::door, Function.identity()));
  }
}
