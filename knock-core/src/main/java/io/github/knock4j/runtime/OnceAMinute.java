// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import java.util.concurrent.TimeUnit;

/**
 * Keeps what could happen all the time from doing so: a log line that strangers cause, or a try in
 * vain. Thread-safe.
 */
final class OnceAMinute {

  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

  private boolean before;
  private long lastNs;

  /** Answers true the first time, and then once a minute has passed since it last did. */
  synchronized boolean isTime(long nowNs) {
    if (before && nowNs - lastNs < MINUTE_NS) {
      return false;
    }
    before = true;
    lastNs = nowNs;
    return true;
  }
}
