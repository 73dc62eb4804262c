// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lets this process, and what it starts meanwhile, go before whatever else runs on the machine: all
 * programs that are compared alike. Where that is not allowed, nothing changes: renice(1).
 */
final class Priority {

  private static final int BEFORE_OTHERS = -15;

  private Priority() {}

  interface Work {
    void run() throws IOException;
  }

  static void raisedFor(Work work) throws IOException {
    renice(BEFORE_OTHERS);
    try {
      work.run();
    } finally {
      renice(0);
    }
  }

  /** Each thread has a priority of its own, which its processes inherit: sched(7). */
  private static void renice(int nice) throws IOException {
    List<String> argv = new ArrayList<>(List.of("renice", "-n", "" + nice, "-p"));
    argv.addAll(Stream.of(new File("/proc/self/task").list()).toList());
    Process renice = new ProcessBuilder(argv)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    renice.onExit().join();
  }
}
