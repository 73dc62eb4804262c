// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.time.Duration;

/** Writes spans of time for people. */
final class Spans {

  private Spans() {}

  /** {@code 0:09}, {@code 9:41}, {@code 1:02:03}, {@code 3 d 1:02:03}; cut to whole seconds. */
  static String clock(Duration span) {
    Duration shown = span.isNegative() ? Duration.ZERO : span;
    String minutes = "%02d:%02d".formatted(shown.toMinutesPart(), shown.toSecondsPart());
    if (shown.toDays() > 0) {
      return shown.toDays() + " d " + shown.toHoursPart() + ":" + minutes;
    }
    return shown.toHours() > 0 ? shown.toHours() + ":" + minutes : minutes.replaceFirst("^0", "");
  }

  static String clockOfNs(long ns) {
    return clock(Duration.ofNanos(ns));
  }

  /** {@code now}, {@code 9 s}, {@code 59 min}, {@code 23 h}, {@code 3 d}. */
  static String agoNs(long ns) {
    Duration span = Duration.ofNanos(ns);
    if (span.toSeconds() < 1) {
      return "now";
    }
    if (span.toMinutes() < 1) {
      return span.toSeconds() + " s";
    }
    if (span.toHours() < 1) {
      return span.toMinutes() + " min";
    }
    return span.toDays() < 1 ? span.toHours() + " h" : span.toDays() + " d";
  }
}
