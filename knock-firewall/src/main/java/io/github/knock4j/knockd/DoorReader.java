// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.knockd.Section.Directive;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section of one door: of several values for one key the last one counts. */
final class DoorReader {

  private static final String KEYS =
      "Sequence, One_Time_Sequences, Seq_Timeout or Timeout, TCPFlags, Target, Start_Command or"
          + " Command, Start_Command_6 or Command_6, Cmd_Timeout, Stop_Command, Stop_Command_6,"
          + " strict, cooldown";

  private static final int DAY = 86_400;
  private static final int YEAR = 365 * DAY;

  /** Of a command that is to end at once: a lease must be something. */
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  /** What knockd does not read of a value that ends in a number. */
  private static final Pattern COMMENT = Pattern.compile("\\s+#.*");

  private final Section section;
  private final Remarks remarks;

  private List<Knock> knocks = List.of();
  private @Nullable OneTimeFile oneTimeFile;
  private OneTimeFile.@Nullable Contents oneTimeContents;
  private boolean isWrong;
  private Duration window = Duration.ofSeconds(25);
  private TcpFlags flags = TcpFlags.ANY;
  private @Nullable IpAddress target;
  private DoorCommands commands = DoorCommands.NONE;
  private Duration lease = Duration.ofSeconds(10);
  private int leaseLine;
  private int stopLine;
  private Scope scope = Scope.KNOCK_PORTS;
  private Duration cooldown = Duration.ZERO;
  private int cooldownLine;

  DoorReader(Section section, Remarks remarks) {
    this.section = section;
    this.remarks = remarks;
  }

  /** The door, or null if something is wrong with it. */
  @Nullable
  KnockdDoor read(String name) {
    checkName(name);
    section.directives().forEach(this::read);
    if (!isWrong && knocks.isEmpty() && oneTimeFile == null) {
      wrong(section.line(), "door " + shownName() + " must have a Sequence");
    }
    if (commands.canStop() && cooldownLine > 0 && !cooldown.isZero()) {
      wrong(
          cooldownLine,
          "door " + shownName()
              + " must not have both a stop command and a cooldown: while it is open,"
              + " knocking again prolongs that");
    }
    checkCommands();
    return isWrong ? null : door(name);
  }

  private void read(Directive directive) {
    String value = directive.value();
    int line = directive.line();
    if (value == null) {
      wrong(
          line,
          "found " + Shown.word(directive.key()) + " in door " + shownName()
              + " without a value, allowed: key = value");
      return;
    }
    switch (directive.key()) {
      case "sequence" -> readSequence(line, value);
      case "one_time_sequences" -> readOneTimeFile(line, value);
      case "seq_timeout", "timeout" -> window = seconds(directive, 1, DAY, window);
      case "tcpflags" -> readFlags(line, value);
      case "target" -> readTarget(line, value);
      case "start_command", "command" -> commands = commands.withStart(command(directive));
      case "start_command_6", "command_6" -> commands = commands.withStart6(command(directive));
      case "stop_command" -> {
        commands = commands.withStop(command(directive));
        stopLine = line;
      }
      case "stop_command_6" -> {
        commands = commands.withStop6(command(directive));
        stopLine = line;
      }
      case "cmd_timeout" -> {
        lease = seconds(directive, 0, YEAR, lease);
        leaseLine = line;
      }
      case "strict" -> readStrict(line, value);
      case "cooldown" -> {
        cooldown = seconds(directive, 0, DAY, cooldown);
        cooldownLine = line;
      }
      default ->
        wrong(
            line,
            "unknown key " + Shown.word(directive.key()) + " in door " + shownName() + ", allowed: "
                + KEYS);
    }
  }

  private void readSequence(int line, String value) {
    Matcher comment = COMMENT.matcher(value);
    String sequence = comment.replaceFirst("");
    if (!sequence.equals(value)) {
      remarks.warn(line, "what follows # in a Sequence is not read");
    }
    try {
      knocks = SequenceText.parse(sequence);
    } catch (IllegalArgumentException e) {
      wrong(line, e.getMessage());
    }
  }

  private void readOneTimeFile(int line, String value) {
    try {
      oneTimeFile = OneTimeFile.at(Path.of(value));
      oneTimeContents = oneTimeFile.read();
      oneTimeContents
          .unusableLines()
          .forEach(number -> remarks.warn(
              line, "line " + number + " of " + Shown.text(value) + " holds no sequence"));
    } catch (InvalidPathException e) {
      wrong(line, "one_time_sequences must be a path of this system: " + Shown.text(value));
    } catch (IOException e) {
      wrong(line, "one_time_sequences must name a file that can be read: " + Shown.path(value));
    }
  }

  private void readFlags(int line, String value) {
    try {
      flags = FlagsText.parse(flags, value);
    } catch (IllegalArgumentException e) {
      wrong(line, e.getMessage());
    }
  }

  private void readTarget(int line, String value) {
    try {
      target = IpAddress.parse(value);
    } catch (IllegalArgumentException e) {
      wrong(line, "target must be an IPv4 or IPv6 address, not a name: " + Shown.word(value));
    }
  }

  private void readStrict(int line, String value) {
    switch (value.toLowerCase(Locale.ROOT)) {
      case "yes" -> scope = Scope.EVERY_PORT;
      case "no" -> scope = Scope.KNOCK_PORTS;
      default -> wrong(line, "strict must be yes or no: " + Shown.word(value));
    }
  }

  private String command(Directive directive) {
    String command = directive.value() == null ? "" : directive.value();
    Advice.onCommand(directive.line(), command, remarks);
    return command;
  }

  private Duration seconds(Directive directive, int least, int most, Duration otherwise) {
    OptionalInt seconds = NumberText.seconds(directive, least, most, remarks);
    isWrong |= seconds.isEmpty();
    return seconds.isPresent() ? Duration.ofSeconds(seconds.getAsInt()) : otherwise;
  }

  private void checkCommands() {
    if (commands.namesStop() && !commands.canStop()) {
      remarks.warn(
          stopLine,
          "door " + shownName() + " has a stop command, but no start command: it never runs");
    } else if (leaseLine > 0 && !commands.canStop()) {
      remarks.warn(
          leaseLine,
          "cmd_timeout of door " + shownName() + " means nothing: there is no stop command");
    }
  }

  private @Nullable KnockdDoor door(String name) {
    if (oneTimeContents != null) {
      if (oneTimeContents.isUsedUp()) {
        remarks.warn(
            section.line(), "door " + shownName() + " is disabled: no one-time sequence is left");
      }
      knocks = oneTimeContents.next();
    }
    Door.Builder door =
        Door.named(name).knocks(knocks).within(window).flags(flags).scope(scope).cooldown(cooldown);
    if (commands.canStop()) {
      door.openFor(lease.isZero() ? AT_ONCE : lease);
    }
    if (target != null) {
      door.target(target);
    }
    boolean opens = oneTimeContents == null || !oneTimeContents.isUsedUp();
    return new KnockdDoor(section.line(), door.build(), commands, oneTimeFile, opens);
  }

  private void checkName(String name) {
    try {
      Door.named(name);
    } catch (IllegalArgumentException e) {
      wrong(section.line(), e.getMessage());
    }
  }

  private void wrong(int line, String text) {
    isWrong = true;
    remarks.error(line, text);
  }

  private String shownName() {
    return Shown.text(section.name());
  }
}
