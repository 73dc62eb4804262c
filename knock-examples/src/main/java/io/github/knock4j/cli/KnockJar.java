// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code java -jar knock.jar} does: one command each; without one, usage and status 2. */
@Command(
    name = "knock.jar",
    description = "Port knocking for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {Demo.class})
public final class KnockJar implements Runnable {

  @Spec
  private CommandSpec spec;

  private KnockJar() {}

  /**
   * Runs a command and exits with its status: 0 done, 1 failed, 2 not understood.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return new CommandLine(new KnockJar()).execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
