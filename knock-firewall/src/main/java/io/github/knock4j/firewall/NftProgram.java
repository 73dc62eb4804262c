// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Executes {@code nft SCRIPT} for each script: about 6 ms. */
final class NftProgram implements ScriptedNft.Interpreter {

  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

  private final CommandRunner runner;

  /** The directory of nft is on the PATH of root, not of everybody. */
  private final String program = Programs.exists("nft") ? "nft" : "/usr/sbin/nft";

  NftProgram(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public List<String> run(String script) throws IOException, InterruptedException {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    runner.run(new Invocation(List.of(program, script), Map.of(), TIME_LIMIT), lines::add);
    return List.copyOf(lines);
  }

  /** Runs a script that lists something, and answers all that it prints. */
  String list(String script) throws IOException, InterruptedException {
    return runner.read(new Invocation(List.of(program, "-n", script), Map.of(), TIME_LIMIT));
  }

  @Override
  public void close() {
    // A process has ended by the time its script has run.
  }
}
