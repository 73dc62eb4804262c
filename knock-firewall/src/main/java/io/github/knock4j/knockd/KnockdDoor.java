// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import org.jspecify.annotations.Nullable;

/**
 * A door as the file has it.
 *
 * @param line where its section begins
 * @param door the door itself
 * @param commands what it runs
 * @param oneTimeFile where its sequence comes from, if it is good for one time
 * @param entry the door's sequence in that file
 */
record KnockdDoor(
    int line,
    Door door,
    DoorCommands commands,
    @Nullable OneTimeFile oneTimeFile,
    OneTimeFile.@Nullable Entry entry) {}
