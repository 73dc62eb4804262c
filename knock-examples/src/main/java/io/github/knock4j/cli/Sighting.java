// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.Explanation;
import io.github.knock4j.engine.Explanation.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What became of one visitor's attempts at one door. Immutable; shows stages, never ports.
 *
 * @param visitor who knocked
 * @param door the door's name
 * @param latest what happened last
 * @param before how the attempt before this one failed; null if it did not
 * @param nowNs when the last thing happened, on the source's clock
 * @param furthest the highest stage of all attempts
 * @param change counts what happened to all visitors, up to this
 */
record Sighting(
    IpAddress visitor,
    String door,
    Explanation latest,
    @Nullable Explanation before,
    long nowNs,
    int furthest,
    long change) {

  /** The same visitor after something else happened. */
  Sighting then(Explanation next, long nextNs, long nextChange) {
    return new Sighting(
        visitor,
        door,
        next,
        next.outcome() == Outcome.OPENED ? null : failure(),
        nextNs,
        Math.max(furthest, next.stage()),
        nextChange);
  }

  private @Nullable Explanation failure() {
    boolean failed = latest.outcome() != Outcome.IN_PROGRESS && latest.outcome() != Outcome.OPENED;
    return failed ? latest : before;
  }

  /** For people: {@code in progress at stage 1 of 3, before: wrong knock at stage 2 of 3}. */
  String told() {
    if (latest.outcome() == Outcome.OPENED) {
      return "opened";
    }
    return before == null ? latest.toString() : latest + ", before: " + before;
  }
}
