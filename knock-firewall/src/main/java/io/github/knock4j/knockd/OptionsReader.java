// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.knockd.Section.Directive;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads sections named options: of several values for one key the last one counts. */
final class OptionsReader {

  private static final String KEYS = "UseSyslog, LogFile, PidFile, Interface";

  private final Remarks remarks;
  private boolean useSyslog;
  private @Nullable Path logFile;
  private Path pidFile = KnockdOptions.DEFAULT_PID_FILE;
  private @Nullable String interfaceName;

  OptionsReader(Remarks remarks) {
    this.remarks = remarks;
  }

  void read(Section section) {
    section.directives().forEach(this::read);
  }

  private void read(Directive directive) {
    String value = directive.value();
    if (directive.key().equals("usesyslog")) {
      if (value == null) {
        useSyslog = true;
      } else {
        remarks.error(
            directive.line(), "UseSyslog must stand alone, without a value: " + Shown.word(value));
      }
      return;
    }
    switch (directive.key()) {
      case "logfile" -> logFile = path(directive);
      case "pidfile" -> {
        Path path = path(directive);
        pidFile = path == null ? KnockdOptions.DEFAULT_PID_FILE : path;
      }
      case "interface" -> interfaceName = value == null || value.isEmpty() ? null : value;
      default -> {
        remarks.error(
            directive.line(),
            "unknown key " + Shown.word(directive.key()) + " in [options], allowed: " + KEYS);
        return;
      }
    }
    if (value == null) {
      remarks.error(directive.line(), directive.key() + " must have a value: key = value");
    }
  }

  private @Nullable Path path(Directive directive) {
    String value = directive.value();
    if (value == null || value.isEmpty()) {
      return null;
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      remarks.error(
          directive.line(),
          directive.key() + " must be a path of this system: " + Shown.text(value));
      return null;
    }
  }

  KnockdOptions options() {
    return new KnockdOptions(useSyslog, logFile, pidFile, interfaceName);
  }
}
