// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.runtime.Guard;
import org.jspecify.annotations.Nullable;

/**
 * A door as the file has it.
 *
 * @param line where its section begins
 * @param door the door itself
 * @param commands what it runs
 * @param oneTimeFile where its sequence comes from, if that opens it only once
 * @param opens false if all sequences of that file are used
 */
record KnockdDoor(
    int line, Door door, DoorCommands commands, @Nullable OneTimeFile oneTimeFile, boolean opens) {

  Guard guard(KnockdLog log) {
    Guard guard = Guard.of(door, new KnockdAction(door.name(), commands, log));
    if (oneTimeFile == null) {
      return guard;
    }
    return opens ? guard.once(new LoggedSequences(oneTimeFile, log)) : guard.closingOnly();
  }
}
