// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TraceLevel;

/** What {@code java -jar knock.jar} does: one command each; without one, usage and status 2. */
@Command(
    name = "knock.jar",
    description = "Port knocking for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class KnockJar implements Runnable {

  private static final Map<String, Class<?>> COMMANDS = new TreeMap<>(Map.of(
      "demo", Demo.class,
      "knock", KnockTool.class,
      "knockd", KnockdTool.class,
      "pktables", Pktables.class,
      "watch", WatchTool.class));

  @Spec
  private CommandSpec spec;

  private KnockJar() {}

  /**
   * Runs a command and exits with its status: 0 done, 1 failed, 2 not understood.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("pktables")) {
      withoutLogging();
    }
    System.exit(run(args));
  }

  static int run(String... args) {
    CommandLine line = new CommandLine(new KnockJar());
    commands(args).forEach((name, command) -> line.addSubcommand(name, command));
    CommandLine.tracer().setLevel(TraceLevel.OFF); // it would warn of options that are overwritten
    return line.setAbbreviatedOptionsAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler(KnockJar::failed)
        .execute(args);
  }

  /** To learn the options of all takes a sixth of a short command's time: one will do, if asked. */
  private static Map<String, Class<?>> commands(String... args) {
    Class<?> wanted = args.length == 0 ? null : COMMANDS.get(args[0]);
    return wanted == null ? COMMANDS : Map.of(args[0], wanted);
  }

  /** What the world or a value is to blame for is told in one line; a bug shows its trace. */
  private static int failed(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (!(failure instanceof IOException || failure instanceof IllegalArgumentException)) {
      throw failure;
    }
    command.getErr().println(nameOf(command) + ": " + failure.getMessage());
    return 1;
  }

  private static String nameOf(CommandLine command) {
    return command.getCommandSpec().qualifiedName().replaceFirst("^knock\\.jar ", "");
  }

  /**
   * A third of the time that a short command takes would go into setting up the logging, which has
   * nothing to say there: what fails is told by an exception. {@code KNOCK_LOG} asks for it.
   */
  private static void withoutLogging() {
    if (System.getenv("KNOCK_LOG") == null && System.getProperty("KNOCK_LOG") == null) {
      System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
      System.setProperty("slf4j.internal.verbosity", "ERROR");
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
