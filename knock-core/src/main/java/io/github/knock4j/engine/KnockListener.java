// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Grant;

/**
 * Hears what happens at the doors. The engine's own thread calls it, in the middle of a packet: a
 * listener is quick, does not block, does not throw and does not call the engine.
 *
 * <p>Attempts are told as views, because a flood of first knocks must not allocate; a listener that
 * wants to keep one copies what it needs.
 */
@FunctionalInterface
public interface KnockListener {

  /**
   * A door opened. For a door whose earlier grant to the same visitor is not over, this is a
   * renewal; the engine does not tell them apart.
   *
   * @param grant the visitor, the door, and the time
   */
  void onOpened(Grant grant);

  /**
   * An attempt reached a higher stage.
   *
   * @param attempt the stage it is at now
   */
  default void onAdvanced(AttemptView attempt) {}

  /**
   * An attempt was not finished within the window. Told when the engine next touches the attempt, or
   * when {@link KnockEngine#advance}
   * comes past it.
   *
   * @param attempt the stage it had reached
   */
  default void onTimedOut(AttemptView attempt) {}

  /**
   * An attempt was undone by a packet that is not its next knock.
   *
   * @param attempt the stage it had reached
   */
  default void onReset(AttemptView attempt) {}

  /**
   * An attempt was dropped to make room for another one.
   *
   * @param attempt the stage it had reached
   */
  default void onEvicted(AttemptView attempt) {}
}
