// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the tests ask of processes that a command started. */
final class Running {

  private Running() {}

  /** Whether the process runs; a zombie that its new parent has not asked for yet does not. */
  static boolean is(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  static void end(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
