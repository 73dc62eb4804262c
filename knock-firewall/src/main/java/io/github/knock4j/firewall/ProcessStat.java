// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What /proc/PID/stat tells, proc(5); the name in it may hold anything, even spaces and brackets.
 *
 * @param running false for a zombie, which stays until its parent has asked how it ended, and for
 *     what is not there at all
 * @param session the id of its leader
 * @param startTicks when it began, counted from the boot: with the id it is unique in that
 */
record ProcessStat(boolean running, long session, long startTicks) {

  private static final ProcessStat NONE = new ProcessStat(false, 0, 0);

  static ProcessStat of(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      // After the name: state, parent, process group, session; the start is the 22nd of all.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      boolean dead = "ZX".contains(fields[0]);
      return new ProcessStat(!dead, Long.parseLong(fields[3]), Long.parseLong(fields[19]));
    } catch (IOException | RuntimeException e) {
      return NONE; // it has just ended
    }
  }
}
