// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts what a file holds into a message, so that it neither floods nor forges a log, nor gives a
 * sequence away: a line may hold one although nobody can tell, because its key is misspelt.
 */
final class Shown {

  private static final int LONGEST = 64;

  /** Controls, formats, lone surrogates, private use, unassigned, and separators of lines. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+");

  private static final Pattern SEQUENCE = Pattern.compile("[0-9][0-9\\s,:tcpudTCPUD]*");

  private static final Pattern WORD = Pattern.compile("[A-Za-z_]+");

  private Shown() {}

  /** A text that can hold no sequence, in quotes. */
  static String text(String text) {
    String plain = UNPRINTABLE.matcher(text).replaceAll("?");
    return plain.length() > LONGEST ? "'" + plain.substring(0, LONGEST) + "…'" : "'" + plain + "'";
  }

  /** A path, in quotes, unless it could as well be a sequence: people take one key for another. */
  static String path(String path) {
    return SEQUENCE.matcher(path).matches() ? "found a sequence" : text(path);
  }

  /** Only the number at the beginning, in quotes, or the letters if there is none. */
  static String number(String text) {
    return NUMBER.matcher(text).lookingAt() ? beginning(NUMBER, text) : word(text);
  }

  /** Only the letters at the beginning, in quotes: what follows may be ports. */
  static String word(String text) {
    return beginning(WORD, text);
  }

  private static String beginning(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    String beginning = matcher.lookingAt() ? matcher.group() : "";
    return text(beginning.length() < text.length() ? beginning + "…" : text);
  }
}
