// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import org.jspecify.annotations.Nullable;

/**
 * The commands of a door as they stand in the file: null if absent, empty for nothing to run.
 * Without a start command for the visitor's family, its stop command does not run either.
 */
record DoorCommands(
    @Nullable String start,
    @Nullable String start6,
    @Nullable String stop,
    @Nullable String stop6) {

  static final DoorCommands NONE = new DoorCommands(null, null, null, null);

  DoorCommands withStart(String command) {
    return new DoorCommands(command, start6, stop, stop6);
  }

  DoorCommands withStart6(String command) {
    return new DoorCommands(start, command, stop, stop6);
  }

  DoorCommands withStop(String command) {
    return new DoorCommands(start, start6, command, stop6);
  }

  DoorCommands withStop6(String command) {
    return new DoorCommands(start, start6, stop, command);
  }

  /** What to run when the door opens, empty for nothing. */
  String start(boolean isIpv4) {
    return first(isIpv4 ? null : start6, start);
  }

  /** What to run when the door closes, empty for nothing. */
  String stop(boolean isIpv4) {
    return start(isIpv4).isEmpty() ? "" : first(isIpv4 ? null : stop6, stop);
  }

  /** Whether somebody's opening is followed by a command. */
  boolean canStop() {
    return !stop(true).isEmpty() || !stop(false).isEmpty();
  }

  /** Whether the file names a command that is not empty to run at the end. */
  boolean namesStop() {
    return !first(stop, "").isEmpty() || !first(stop6, "").isEmpty();
  }

  private static String first(@Nullable String one, @Nullable String other) {
    return one != null ? one : other != null ? other : "";
  }
}
