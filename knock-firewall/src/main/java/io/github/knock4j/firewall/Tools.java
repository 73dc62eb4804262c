// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a firewall's programs, each for 30 s at most. Immutable.
 *
 * @param runner what starts them
 * @param prefix stands before each program, and may send it into a network namespace
 */
record Tools(CommandRunner runner, List<String> prefix) {

  private static final Logger LOG = LoggerFactory.getLogger(Tools.class);

  private static final Duration LIMIT = Duration.ofSeconds(30);

  static Tools here() {
    return new Tools(new CommandRunner(), List.of());
  }

  void run(List<String> argv) throws IOException, InterruptedException {
    run(argv, "");
  }

  /** Runs it with a text as its stdin. */
  void run(List<String> argv, String input) throws IOException, InterruptedException {
    runner.run(invocation(argv, input), line -> LOG.debug("{} says line={}", argv.get(0), line));
  }

  /** Runs it and answers what it prints on stdout. */
  String read(List<String> argv) throws IOException, InterruptedException {
    return runner.read(invocation(argv, ""));
  }

  private Invocation invocation(List<String> argv, String input) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(argv);
    return new Invocation(all, Map.of(), input, LIMIT);
  }
}
