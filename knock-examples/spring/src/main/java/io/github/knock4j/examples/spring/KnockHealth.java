// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import io.github.knock4j.runtime.DoorkeeperStatus;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while knocks are heard. Out of service while a source is deaf: the service itself still works
 * for those who are in, so nobody should restart it for that. Down once the keeper is closed.
 */
final class KnockHealth implements HealthIndicator {

  private final Supplier<DoorkeeperStatus> status;

  KnockHealth(Supplier<DoorkeeperStatus> status) {
    this.status = status;
  }

  @Override
  public Health health() {
    DoorkeeperStatus now = status.get();
    return told(now)
        .withDetail("grants", now.grants().size())
        .withDetail("failedActions", now.failed())
        .build();
  }

  private static Health.Builder told(DoorkeeperStatus now) {
    if (!now.running()) {
      return Health.down();
    }
    return now.deaf().isEmpty()
        ? Health.up()
        : Health.outOfService().withDetail("deaf", now.deaf());
  }
}
