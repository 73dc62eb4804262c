// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time pass; tests let none pass. */
@FunctionalInterface
interface Pause {

  Pause SLEEP = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

  void rest(Duration duration) throws InterruptedException;
}
