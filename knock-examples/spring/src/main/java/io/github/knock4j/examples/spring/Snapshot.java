// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import io.github.knock4j.runtime.DoorkeeperStatus;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a keeper how it is doing, ten times a second at most: a scrape reads some thirty meters, and
 * each snapshot copies the list of all grants. Thread-safe.
 */
final class Snapshot implements Supplier<DoorkeeperStatus> {

  private static final long GOOD_FOR_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Supplier<DoorkeeperStatus> status;
  private final LongSupplier clock;
  private @Nullable DoorkeeperStatus latest;
  private long takenNs;

  Snapshot(Supplier<DoorkeeperStatus> status, LongSupplier clock) {
    this.status = status;
    this.clock = clock;
  }

  @Override
  public synchronized DoorkeeperStatus get() {
    DoorkeeperStatus known = latest;
    long nowNs = clock.getAsLong();
    if (known == null || nowNs - takenNs >= GOOD_FOR_NS) {
      known = status.get();
      latest = known;
      takenNs = nowNs;
    }
    return known;
  }
}
