// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network namespace of a test's own, with nothing but loopback. Needs root and iproute2. */
final class Namespace {

  private final CommandRunner runner = new CommandRunner();
  private final String name = "k4j-" + Long.toString(System.nanoTime(), 36);

  Namespace() throws IOException, InterruptedException {
    here("ip", "netns", "add", name);
    inside("ip", "link", "set", "lo", "up");
  }

  List<String> prefix() {
    return List.of("ip", "netns", "exec", name);
  }

  Xtables.Pair xtables(String kind) {
    return Xtables.Pair.of(runner, prefix(), kind);
  }

  String inside(String... argv) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(prefix());
    all.addAll(List.of(argv));
    return here(all.toArray(String[]::new));
  }

  private String here(String... argv) throws IOException, InterruptedException {
    return runner.read(new Invocation(List.of(argv), Map.of(), Duration.ofSeconds(30)));
  }

  void remove() throws IOException, InterruptedException {
    here("ip", "netns", "delete", name);
  }
}
