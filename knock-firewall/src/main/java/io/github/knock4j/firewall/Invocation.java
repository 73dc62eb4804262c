// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One command, ready to run.
 *
 * @param argv the program and its arguments, exactly as it gets them
 * @param environment variables on top of those of this JVM
 * @param input what it reads from stdin; empty for none
 * @param timeLimit after this the command is killed; more than zero
 */
record Invocation(
    List<String> argv, Map<String, String> environment, String input, Duration timeLimit) {

  Invocation {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
  }

  Invocation(List<String> argv, Map<String, String> environment, Duration timeLimit) {
    this(argv, environment, "", timeLimit);
  }
}
