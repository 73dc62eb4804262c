// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command with places for the visitor and the door: a list of arguments, or a text for the shell.
 * Immutable.
 *
 * <p>{@code %IP%} stands for the visitor's address, {@code %DOOR%} for the door's name, as often as
 * they occur and inside other text too; every other text stays as it is. The address is that of
 * {@link io.github.knock4j.IpAddress#toString()}: digits, the letters a to f, dots, and colons, so
 * it never holds anything that a shell or a program would take for more than an address.
 */
public final class Command {

  private static final Command NOTHING = new Command(List.of(), false);

  private static final Pattern PLACEHOLDER = Pattern.compile("%IP%|%DOOR%");

  /** What a shell may take for more than a letter; at the beginning also the dash of an option. */
  private static final Pattern NOT_INERT = Pattern.compile("[^A-Za-z0-9._-]|^-");

  private final List<String> argv;
  private final boolean inShell;

  private Command(List<String> argv, boolean inShell) {
    this.argv = argv;
    this.inShell = inShell;
  }

  /**
   * A program with its arguments. There is no shell: each argument arrives as one, whatever the
   * door's name holds. A name that begins with a dash may look like an option to the program; most
   * take {@code --} before it.
   *
   * @param program a path if it has a slash, read from the root directory; else sought in PATH
   * @param arguments the arguments, which may be empty texts
   * @return the command
   * @throws IllegalArgumentException if the program is empty, or there is a NUL character
   */
  public static Command of(String program, String... arguments) {
    List<String> argv = new ArrayList<>(List.of(arguments));
    argv.add(0, program);
    if (program.isEmpty()) {
      throw new IllegalArgumentException("command must begin with a program: ''");
    }
    for (int i = 0; i < argv.size(); i++) {
      refuseNul("command element " + i, argv.get(i));
    }
    return new Command(List.copyOf(argv), false);
  }

  /**
   * A text that {@code /bin/sh -c} runs, as knockd does: pipes, quotes and {@code ;} work.
   *
   * <p>In such a text, {@code %DOOR%} stands for the door's name with each character outside {@code
   * A-Z a-z 0-9 . _ -}, and a dash at its beginning, replaced by {@code _}: so it does no harm
   * wherever it stands, also within quotes or in the text for a second shell. The name as it is can
   * be had as {@code "$KNOCK_DOOR"}.
   *
   * @param text what to run
   * @return the command
   * @throws IllegalArgumentException if the text is blank, or there is a NUL character
   */
  public static Command shell(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("shell command must not be blank: '" + text + "'");
    }
    refuseNul("shell command", text);
    return new Command(List.of("/bin/sh", "-c", text), true);
  }

  /**
   * No command: says that there is deliberately nothing to run.
   *
   * @return the command that does nothing
   */
  public static Command nothing() {
    return NOTHING;
  }

  boolean isNothing() {
    return argv.isEmpty();
  }

  /** The arguments for one grant. A name that looks like a placeholder is not filled in again. */
  List<String> argv(Grant grant) {
    String visitor = grant.visitor().toString();
    String name = grant.door().name();
    String door = inShell ? NOT_INERT.matcher(name).replaceAll("_") : name;
    return argv.stream()
        .map(element -> PLACEHOLDER
            .matcher(element)
            .replaceAll(
                place -> Matcher.quoteReplacement(place.group().equals("%IP%") ? visitor : door)))
        .toList();
  }

  private static void refuseNul(String what, String text) {
    int at = text.indexOf('\0');
    if (at >= 0) {
      throw new IllegalArgumentException(what + " must not hold a NUL character: at " + at);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Command that && argv.equals(that.argv) && inShell == that.inShell;
  }

  @Override
  public int hashCode() {
    return argv.hashCode();
  }

  /** The text for the shell, or the arguments parted by spaces; placeholders are not filled in. */
  @Override
  public String toString() {
    return isNothing() ? "nothing" : inShell ? argv.get(2) : String.join(" ", argv);
  }
}
