// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What the tests ask of processes that a command started. */
final class Running {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(1);

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

  /** Whether it has ended soon, as what is killed does once it has the processor. */
  static boolean endsSoon(long pid) {
    long startNs = System.nanoTime();
    while (is(pid) && System.nanoTime() - startNs < PATIENCE.toNanos()) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return !is(pid);
  }

  static void end(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
