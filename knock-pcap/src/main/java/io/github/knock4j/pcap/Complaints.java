// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.time.Duration;
import org.slf4j.Logger;

/**
 * Logs what fails again and again, once a minute at most: the first time, and then once a minute has
 * passed since it last did. Not thread-safe.
 */
final class Complaints {

  private static final long EVERY_NS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final String what;
  private long lastNs = System.nanoTime() - EVERY_NS;

  Complaints(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  void add(Throwable failure) {
    long nowNs = System.nanoTime();
    if (nowNs - lastNs >= EVERY_NS) {
      lastNs = nowNs;
      log.error(what, failure);
    }
  }
}
