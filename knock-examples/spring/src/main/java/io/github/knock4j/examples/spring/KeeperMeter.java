// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import io.github.knock4j.engine.EngineCounters;
import io.github.knock4j.runtime.DoorkeeperStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * One meter of a keeper.
 *
 * @param name without what a registry adds to it
 * @param counts whether the value only rises; else it is a gauge
 * @param unit what is counted
 * @param tags of a fixed number of values
 * @param description for people
 * @param value where the meter's value stands
 */
record KeeperMeter(
    String name,
    boolean counts,
    String unit,
    Tags tags,
    String description,
    ToLongFunction<DoorkeeperStatus> value) {

  static KeeperMeter gauge(
      String name, String unit, ToLongFunction<DoorkeeperStatus> value, String description) {
    return new KeeperMeter(name, false, unit, Tags.empty(), description, value);
  }

  static KeeperMeter counter(
      String name, String unit, ToLongFunction<DoorkeeperStatus> value, String description) {
    return new KeeperMeter(name, true, unit, Tags.empty(), description, value);
  }

  /** One of several that share a name, so that their sum is the number of attempts that ended. */
  static KeeperMeter ended(
      String outcome, ToLongFunction<EngineCounters> value, String description) {
    return new KeeperMeter(
        "knock4j.attempts.ended",
        true,
        "attempts",
        Tags.of("outcome", outcome),
        description,
        status -> value.applyAsLong(status.engine()));
  }

  void bindTo(MeterRegistry registry, Supplier<DoorkeeperStatus> status) {
    // Registries hold what they ask only weakly; the function itself holds on to it.
    ToDoubleFunction<Supplier<DoorkeeperStatus>> now = asked -> value.applyAsLong(status.get());
    if (counts) {
      FunctionCounter.builder(name, status, now)
          .tags(tags)
          .baseUnit(unit)
          .description(description)
          .register(registry);
    } else {
      Gauge.builder(name, status, now)
          .tags(tags)
          .baseUnit(unit)
          .description(description)
          .register(registry);
    }
  }
}
