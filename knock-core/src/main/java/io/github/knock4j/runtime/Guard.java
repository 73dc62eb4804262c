// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.spi.DoorAction;
import io.github.knock4j.spi.OneTimeSequences;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A door and what it does. Immutable.
 *
 * @param door the door
 * @param actions one or more; opened and renewed in this order, closed in the opposite order
 * @param sequences what the door goes on with after each opening; null if its sequence stays
 * @param opens whether the door is heard; if not, see {@link #closingOnly}
 */
public record Guard(
    Door door, List<DoorAction> actions, @Nullable OneTimeSequences sequences, boolean opens) {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  /**
   * Checks that there is something to do.
   *
   * @param door the door
   * @param actions one or more
   * @param sequences what the door goes on with after each opening; null if its sequence stays
   * @param opens whether the door is heard; if not, see {@link #closingOnly}
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
    return new Guard(door, List.of(actions), null, true);
  }

  /**
   * The same guard, whose door opens once with its sequence and then goes on to others. Whether a
   * knock opens the door or prolongs its lease, it spends the sequence.
   *
   * @param sequences marks sequences as used and knows the next one
   * @return a new guard
   */
  public Guard once(OneTimeSequences sequences) {
    return new Guard(door, actions, Objects.requireNonNull(sequences, "sequences"), opens);
  }

  /**
   * The same guard, whose door is shut for good: no packet is heard for it, whatever its knocks. Its
   * actions still make ready, and what an earlier process opened under the door's name, and wrote
   * down, is closed by them in its time; see {@link Doorkeeper.Builder#keepingLeasesIn}. For a door
   * whose one-time sequences are all used, or that a program no longer offers.
   *
   * @return a new guard
   */
  public Guard closingOnly() {
    return new Guard(door, actions, sequences, false);
  }

  /** The same with another sequence. */
  Guard withDoor(Door next) {
    return new Guard(next, actions, sequences, opens);
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

  /** Tells all actions of a grant that an earlier process gave, whatever one of them throws. */
  void resume(Grant grant) {
    for (DoorAction action : actions) {
      try {
        action.resume(grant);
      } catch (Exception e) {
        LOG.error("action cannot resume door={} visitor={}", door.name(), grant.visitor(), e);
      }
    }
  }
}
