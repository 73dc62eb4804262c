// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Executes programs to their end. */
final class Exec {

  private Exec() {}

  static Result run(List<String> argv, Duration timeout) {
    try (Running process = Running.start(argv)) {
      return process.awaitEnd(timeout);
    }
  }

  static boolean isInstalled(String program) {
    return Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
        .anyMatch(directory -> new File(directory, program).canExecute());
  }
}
