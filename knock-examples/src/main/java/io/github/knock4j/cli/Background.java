// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes on in the background. A JVM cannot fork, so another one is started with the same arguments;
 * this one waits until that has begun, or failed. Until then, errors of the other appear here.
 */
final class Background {

  private static final String HERE = "knock4j.background";
  private static final String BEGUN = "begun";

  private Background() {}

  /** Whether this is the process in the background. */
  static boolean isHere() {
    return Boolean.getBoolean(HERE);
  }

  /**
   * Starts the same command once more, in the background.
   *
   * @return 0 if it has begun, else its exit status
   */
  static int start(List<String> arguments, PrintWriter errors)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(arguments))
        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
        .redirectError(Redirect.INHERIT)
        .start();
    errors.flush();
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.equals(BEGUN)) {
          return 0;
        }
        errors.println(line); // what a JVM says of itself, such as warnings
        errors.flush();
      }
      return process.waitFor();
    }
  }

  private static List<String> command(List<String> arguments) {
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-D" + HERE + "=true");
    if (classPath.endsWith(".jar") && !classPath.contains(":")) {
      command.addAll(List.of("-jar", classPath));
    } else {
      command.addAll(List.of("-cp", classPath, KnockJar.class.getName()));
    }
    command.addAll(arguments);
    return command;
  }

  /** Lets the process that started this one end, and leaves its terminal. */
  static void begun() throws IOException {
    System.out.println(BEGUN);
    System.out.flush();
    SystemCalls.detach();
  }
}
