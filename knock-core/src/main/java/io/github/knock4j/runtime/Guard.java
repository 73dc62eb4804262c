// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.io.InterruptedIOException;
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

  /** Has all actions make ready, in the order of opening. */
  void prepare() throws IOException {
    for (DoorAction action : actions) {
      try {
        action.prepare();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted before door '" + door.name() + "' was ready");
      } catch (Exception e) {
        throw new IOException("door '" + door.name() + "' cannot be made ready", e);
      }
    }
  }
}
