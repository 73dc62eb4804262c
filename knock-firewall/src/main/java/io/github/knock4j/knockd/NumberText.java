// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers as knockd does: what follows the digits is not looked at. Here, it is warned of. */
final class NumberText {

  private static final Pattern DIGITS = Pattern.compile("\\+?([0-9]{1,9})(.*)");

  private NumberText() {}

  /** Seconds, or empty and an error if there is no number or it is out of range. */
  static OptionalInt seconds(Section.Directive directive, int least, int most, Remarks remarks) {
    String key = directive.key();
    String value = directive.value() == null ? "" : directive.value();
    Matcher digits = DIGITS.matcher(value);
    int seconds = digits.matches() ? Integer.parseInt(digits.group(1)) : -1;
    if (seconds < least || seconds > most) {
      remarks.error(
          directive.line(),
          key + " must be " + least + ".." + most + " seconds: " + Shown.number(value));
      return OptionalInt.empty();
    }
    if (!digits.group(2).isEmpty()) {
      remarks.warn(
          directive.line(),
          key + " is read as " + seconds + " seconds: what follows the number is not looked at");
    }
    return OptionalInt.of(seconds);
  }
}
