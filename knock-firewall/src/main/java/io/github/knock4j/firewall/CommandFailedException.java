// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/**
 * A command did not do what it should: it could not be started, did not end in time, or ended with
 * an exit status other than 0.
 *
 * <p>The message is one line of bounded length: the command, and the end of what it said. Arguments
 * of a command are visible to every user of the machine while it runs, and so they are in here.
 * Immutable.
 */
public final class CommandFailedException extends IOException {

  private static final long serialVersionUID = 1;

  private static final int LONGEST_COMMAND = 200;
  private static final int LONGEST_STDERR = 400;

  /** What went wrong. */
  public enum Reason {
    /** There is no such program, or it may not be executed. */
    NOT_STARTED,
    /** It was still running at its time limit, and was killed with all that it had started. */
    TIME_LIMIT,
    /** It ended with an exit status other than 0. */
    EXIT_STATUS
  }

  /** The program and its arguments. */
  private final String[] argv;

  /** What went wrong. */
  private final Reason reason;

  /** Good only if that is the reason. */
  private final int exitStatus;

  /** The end of stderr. */
  private final String stderr;

  private CommandFailedException(
      String message, Invocation command, Reason reason, int exitStatus, String stderr) {
    super(message);
    this.argv = command.argv().toArray(String[]::new);
    this.reason = reason;
    this.exitStatus = exitStatus;
    this.stderr = stderr;
  }

  static CommandFailedException notFound(Invocation command) {
    String message =
        "command must begin with an executable file, found through PATH if it has no slash: "
            + quoted(command.argv().subList(0, 1));
    return new CommandFailedException(message, command, Reason.NOT_STARTED, 0, "");
  }

  static CommandFailedException notStarted(Invocation command, IOException cause) {
    String message = "command cannot be started: " + quoted(command.argv());
    CommandFailedException failure =
        new CommandFailedException(message, command, Reason.NOT_STARTED, 0, "");
    failure.initCause(cause);
    return failure;
  }

  static CommandFailedException timeLimit(Invocation command, String stderr) {
    String message = "command must end within " + command.timeLimit() + ", was killed: "
        + quoted(command.argv()) + said(stderr);
    return new CommandFailedException(message, command, Reason.TIME_LIMIT, 0, stderr);
  }

  static CommandFailedException exitStatus(Invocation command, int status, String stderr) {
    String message =
        "command must exit with 0, not " + status + ": " + quoted(command.argv()) + said(stderr);
    return new CommandFailedException(message, command, Reason.EXIT_STATUS, status, stderr);
  }

  /**
   * The command.
   *
   * @return the program and its arguments as they were run, placeholders replaced; unmodifiable
   */
  public List<String> argv() {
    return List.of(argv);
  }

  /**
   * What went wrong.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * How the command ended.
   *
   * @return 1..255, 128 and the number of the signal if one ended it; empty unless the reason is
   *     {@link Reason#EXIT_STATUS}
   */
  public OptionalInt exitStatus() {
    return reason == Reason.EXIT_STATUS ? OptionalInt.of(exitStatus) : OptionalInt.empty();
  }

  /**
   * The end of what the command wrote on stderr.
   *
   * @return the last 2,048 bytes at most, read as UTF-8, lines parted by a line feed, unprintable
   *     characters replaced by question marks; empty if it wrote nothing
   */
  public String stderr() {
    return stderr;
  }

  private static String quoted(List<String> argv) {
    return "'" + Printable.cut(Printable.of(String.join(" ", argv)), LONGEST_COMMAND) + "'";
  }

  private static String said(String stderr) {
    return stderr.isEmpty()
        ? ""
        : ": " + Printable.cut(stderr.replace("\n", " | "), LONGEST_STDERR);
  }
}
