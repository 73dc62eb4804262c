// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import io.github.knock4j.Grant;
import io.github.knock4j.engine.EngineCounters;
import io.github.knock4j.runtime.DoorkeeperStatus;
import java.util.List;

/** What a keeper might say of itself: each counter has a value of its own. */
final class Statuses {

  private static final EngineCounters ENGINE =
      new EngineCounters(101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112);

  private Statuses() {}

  static DoorkeeperStatus running(List<Grant> grants, String... deaf) {
    return of(true, grants, deaf);
  }

  static DoorkeeperStatus closed() {
    return of(false, List.of());
  }

  private static DoorkeeperStatus of(boolean running, List<Grant> grants, String... deaf) {
    return new DoorkeeperStatus(
        running, grants, ENGINE, 201, 202, 203, 204, 205, 206, 207, 208, List.of(deaf), 209, 210);
  }
}
