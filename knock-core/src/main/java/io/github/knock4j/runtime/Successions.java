// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Doors that open once with each sequence. Between the knock and the opening, the sequence is marked
 * as used and the door goes on to the next one; meanwhile it opens to nobody, so that no sequence
 * opens twice.
 *
 * <p>Thread-safe; no call blocks. What was spent is remembered for the life of the keeper, some
 * hundred bytes for each: guards that were made earlier must not bring a used sequence back.
 */
final class Successions {

  private final BiConsumer<Step, ActionRunner.Call> openAfter;
  private final BiConsumer<Door, Optional<Door>> succeed;

  /** Doors whose sequence has been knocked, and is not spent yet. */
  private final Set<Door> spending = new HashSet<>();

  /** For each door with a spent sequence, the door that took its place, if any. */
  private final Map<Door, Optional<Door>> successors = new HashMap<>();

  /**
   * @param openAfter soon makes the call on some thread, and then takes the step
   * @param succeed guards the next door, if there is one, in place of the spent one
   */
  Successions(
      BiConsumer<Step, ActionRunner.Call> openAfter, BiConsumer<Door, Optional<Door>> succeed) {
    this.openAfter = openAfter;
    this.succeed = succeed;
  }

  /** A visitor has knocked with a sequence that opens once. */
  void knocked(Guard guard, Grant grant) {
    synchronized (this) {
      if (successors.containsKey(guard.door()) || !spending.add(guard.door())) {
        return; // somebody else came first
      }
    }
    openAfter.accept(new Step(guard, Phase.OPEN, grant), () -> spend(guard));
  }

  /**
   * Guards as they are now: with the doors that spent sequences have led to. A door whose last one is
   * spent may have been left open by an earlier process: it is still there to be closed.
   */
  synchronized List<Guard> current(Collection<Guard> guards) {
    return guards.stream()
        .map(guard -> current(guard.door()).map(guard::withDoor).orElseGet(guard::closingOnly))
        .toList();
  }

  private void spend(Guard guard) throws Exception {
    Door spent = guard.door();
    try {
      Door next = Objects.requireNonNull(guard.sequences()).spend(spent);
      boolean fits = next == null || next.name().equals(spent.name());
      succeed(spent, Optional.ofNullable(fits ? next : null));
      if (!fits) {
        throw new IllegalStateException("one-time sequences of door '" + spent.name()
            + "' lead to another door '" + next.name() + "'");
      }
    } finally {
      synchronized (this) {
        spending.remove(spent);
      }
    }
  }

  private void succeed(Door spent, Optional<Door> next) {
    synchronized (this) {
      successors.put(spent, next);
      next.ifPresent(successors::remove); // it may be listed once more
    }
    succeed.accept(spent, next);
  }

  /** Each step leads to a door that was spent later, or is not spent yet: this ends. */
  private Optional<Door> current(Door door) {
    Optional<Door> current = Optional.of(door);
    while (current.isPresent() && successors.containsKey(current.get())) {
      current = successors.get(current.get());
    }
    return current;
  }
}
