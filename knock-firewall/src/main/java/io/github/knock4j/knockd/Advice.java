// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags.Flag;
import io.github.knock4j.engine.KnockEngine;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Warns of what a configuration may do although nobody meant it. */
final class Advice {

  /** What blog pages make of a hyphen: hyphens and dashes of typography, and the minus sign. */
  private static final Pattern DASH = Pattern.compile("[\u2010-\u2015\u2212]");

  /** How this JVM hands arguments to programs; not every JVM tells. */
  private static final String ARGUMENT_CHARSET =
      System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name());

  /** A port scanner tries so few sweeps by chance. */
  private static final int FEW_SWEEPS = 3;

  /** Ports below this one are those of well-known services, to which people have sessions open. */
  private static final int FIRST_FREE_PORT = 1024;

  private Advice() {}

  static void onCommand(int line, String command, Remarks remarks) {
    Matcher dash = DASH.matcher(command);
    if (dash.find()) {
      remarks.warn(
          line,
          "command holds the typographic dash '" + dash.group()
              + "', which no program takes for the hyphen '-' before an option");
    } else if (!Charset.forName(ARGUMENT_CHARSET).newEncoder().canEncode(command)) {
      remarks.warn(
          line,
          "command holds characters that this JVM cannot hand to a program, because the locale's"
              + " charset is " + ARGUMENT_CHARSET + ": set LC_ALL=C.UTF-8 for it");
    }
  }

  static void onDoors(List<KnockdDoor> doors, Remarks remarks) {
    if (doors.isEmpty()) {
      remarks.warn(0, "file has no door that could open");
    }
    warnOfSweeps(doors, remarks);
    warnOfSessions(doors, remarks);
    warnOfSameSequences(doors, remarks);
  }

  private static void warnOfSweeps(List<KnockdDoor> doors, Remarks remarks) {
    Map<Door, Integer> sweeps =
        KnockEngine.sweepsToOpen(doors.stream().map(KnockdDoor::door).toList());
    for (KnockdDoor door : doors) {
      int count = sweeps.getOrDefault(door.door(), Integer.MAX_VALUE);
      if (count <= FEW_SWEEPS) {
        remarks.warn(
            door.line(),
            "door " + name(door) + " opens to " + count
                + (count == 1 ? " port sweep" : " port sweeps")
                + (door.door().scope() == Scope.EVERY_PORT
                    ? ": its ports are neighbours"
                    : ": with strict = yes, a wrong port between two knocks would disturb them"));
      }
    }
  }

  /** Packets of a session that is open carry ACK; a door that hears them is disturbed by them. */
  private static void warnOfSessions(List<KnockdDoor> doors, Remarks remarks) {
    boolean usesServicePort = doors.stream()
        .flatMap(door -> door.door().knocks().stream())
        .anyMatch(knock -> knock.protocol() == Protocol.TCP && knock.port() < FIRST_FREE_PORT);
    for (KnockdDoor door : doors) {
      boolean hearsSessions = door.door().scope() == Scope.EVERY_PORT || usesServicePort;
      boolean usesTcp =
          door.door().knocks().stream().anyMatch(knock -> knock.protocol() == Protocol.TCP);
      if (usesTcp && hearsSessions && door.door().flags().accepts(Flag.ACK.bit())) {
        remarks.warn(
            door.line(),
            "door " + name(door)
                + " hears every TCP packet, also those of an SSH session that is open, which disturb a"
                + " knock: tcpflags = syn,!ack lets it hear new connections only");
      }
    }
  }

  private static void warnOfSameSequences(List<KnockdDoor> doors, Remarks remarks) {
    Map<List<Knock>, KnockdDoor> seen = new HashMap<>();
    for (KnockdDoor door : doors) {
      KnockdDoor other = seen.putIfAbsent(door.door().knocks(), door);
      if (other != null) {
        remarks.warn(
            door.line(),
            "door " + name(door) + " has the same sequence as door " + name(other) + " in line "
                + other.line() + ": one knock may open both");
      }
    }
  }

  private static String name(KnockdDoor door) {
    return Shown.text(door.door().name());
  }
}
