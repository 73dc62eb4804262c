// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;

/** How long a program takes from its execution to the line that says it is ready. */
final class Stopwatch {

  private Stopwatch() {}

  /**
   * Prints the least of some times, in nanoseconds: the first execution reads the program from disk.
   *
   * @param args what the line contains; the program and its arguments
   */
  public static void main(String[] args) throws Exception {
    long leastNs = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      leastNs = Math.min(leastNs, timeNs(args[0], List.of(args).subList(1, args.length)));
    }
    System.out.println(leastNs);
  }

  private static long timeNs(String line, List<String> argv) throws Exception {
    long startNs = System.nanoTime();
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    try {
      process.inputReader().lines().filter(it -> it.contains(line)).findFirst().orElseThrow();
      return System.nanoTime() - startNs;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
