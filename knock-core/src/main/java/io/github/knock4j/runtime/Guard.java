// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.spi.DoorAction;
import java.util.List;
import java.util.Objects;

/**
 * A door and what it does. Immutable.
 *
 * @param door the door
 * @param actions one or more; opened and renewed in this order, closed in the opposite order
 */
public record Guard(Door door, List<DoorAction> actions) {

  /**
   * Checks that there is something to do.
   *
   * @param door the door
   * @param actions one or more
   * @throws IllegalArgumentException if there is no action
   */
  public Guard {
    Objects.requireNonNull(door, "door");
    actions = List.copyOf(actions);
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("door '" + door.name() + "' needs at least 1 action");
    }
  }

  /**
   * A door and what it does.
   *
   * @param door the door
   * @param actions one or more
   * @return the guard
   * @throws IllegalArgumentException if there is no action
   */
  public static Guard of(Door door, DoorAction... actions) {
    return new Guard(door, List.of(actions));
  }
}
