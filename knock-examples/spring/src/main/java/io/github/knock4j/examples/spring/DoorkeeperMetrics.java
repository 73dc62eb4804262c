// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import io.github.knock4j.Door;
import io.github.knock4j.runtime.DoorkeeperStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes meters of all that a doorkeeper counts; {@code site/counters.md} lists them.
 *
 * <pre>{@code
 * new DoorkeeperMetrics(keeper::status, doors).bindTo(registry);
 * }</pre>
 *
 * <p>Needs Micrometer alone, and may be copied into other programs. No meter has a visitor's address
 * as a tag: strangers would choose how many there are. Reading all meters at once asks the keeper
 * once. Thread-safe.
 */
public final class DoorkeeperMetrics implements MeterBinder {

  private final Supplier<DoorkeeperStatus> status;
  private final List<String> doors;

  /**
   * Meters for one keeper.
   *
   * @param status how the keeper is doing, {@code keeper::status}
   * @param doors the doors whose grants are counted, each by itself; others only in the sum
   */
  public DoorkeeperMetrics(Supplier<DoorkeeperStatus> status, Collection<Door> doors) {
    this.status = new Snapshot(status, System::nanoTime);
    this.doors = doors.stream().map(Door::name).distinct().toList();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (KeeperMeter meter : KeeperMeters.ALL) {
      meter.bindTo(registry, status);
    }
    for (String door : doors) {
      grantsOf(door).bindTo(registry, status);
    }
  }

  static KeeperMeter grantsOf(String door) {
    return new KeeperMeter(
        "knock4j.door.grants",
        false,
        "grants",
        Tags.of("door", door),
        "visitors to whom this door is open",
        status -> grantsAt(door, status));
  }

  private static long grantsAt(String door, DoorkeeperStatus status) {
    return status.grants().stream()
        .filter(grant -> grant.door().name().equals(door))
        .count();
  }
}
