// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.engine.NoisyPort;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.runtime.DoorkeeperEvent;
import io.github.knock4j.runtime.DoorkeeperStatus;
import io.github.knock4j.runtime.Guard;
import io.github.knock4j.spi.DoorAction;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A doorkeeper with all its settings, and how to ask how it is. */
public final class SiteKeeper {

  private SiteKeeper() {}

  static Doorkeeper guard(
      PacketSource source, Door door, DoorAction action, Path leases, Consumer<String> alarm)
      throws IOException {
    // #region settings
    Doorkeeper keeper = Doorkeeper.watching(source)
        .guard(door, action)
        .keepingLeasesIn(leases) // default: in memory only
        .actionThreads(8) // 4
        .actionLimit(ofSeconds(20)) // a minute
        .mostGrants(10_000) // 65,536
        .limits(EngineLimits.defaults().withAttempts(1 << 16)) // 1,048,576
        .onEvent(event -> {
          if (event instanceof DoorkeeperEvent.ActionFailed failed) {
            alarm.accept(failed.phase() + " failed: " + failed.cause());
          }
        })
        .start();
    // #endregion settings
    return keeper;
  }

  static String health(Doorkeeper keeper) {
    // #region health
    DoorkeeperStatus status = keeper.status();
    boolean healthy = status.running() && status.deaf().isEmpty();
    // #endregion health
    return healthy ? "UP" : "DOWN " + status.deaf();
  }

  static List<NoisyPort> noise(Doorkeeper keeper) {
    // #region noise
    List<NoisyPort> noise = keeper.noisiestPorts(10);
    // #endregion noise
    return noise;
  }

  static void replace(Doorkeeper keeper, Door door, DoorAction action) throws IOException {
    // #region replace
    keeper.replaceGuards(List.of(Guard.of(door, action)));
    // #endregion replace
  }
}
