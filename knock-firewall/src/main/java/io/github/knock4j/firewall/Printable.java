// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Makes what a command printed fit to be logged: it can neither forge a line nor move a cursor. */
final class Printable {

  /** Controls, formats, lone surrogates, private use, unassigned, and separators of lines. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private Printable() {}

  /** Every unprintable character becomes a question mark, a tab a space. */
  static String of(String text) {
    return UNPRINTABLE.matcher(text.replace('\t', ' ')).replaceAll("?");
  }

  /** Reads UTF-8, whatever the platform's charset; bytes that are none become U+FFFD. */
  static String of(byte[] bytes, int length) {
    return of(new String(bytes, 0, length, StandardCharsets.UTF_8));
  }

  /** Keeps the beginning. */
  static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }
}
