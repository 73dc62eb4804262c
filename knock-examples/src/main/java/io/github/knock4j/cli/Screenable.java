// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

/**
 * Makes texts fit for a terminal: names of interfaces, of doors and of files may hold what others have
 * put there, and a terminal obeys some characters instead of showing them.
 */
final class Screenable {

  private static final String ELLIPSIS = "~";

  private Screenable() {}

  /** The text with a question mark for whatever is not simply shown, line breaks included. */
  static String of(String text) {
    return text.codePoints()
        .map(c -> isShown(c) ? c : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT, // turns the direction of writing, for instance
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK -> false;
      default -> true;
    };
  }

  /** The text, its end replaced if it has more characters than there is room for. */
  static String cut(String text, int room) {
    if (text.codePointCount(0, text.length()) <= room) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, room - 1)) + ELLIPSIS;
  }

  /** The text in a column of its own. */
  static String padded(String text, int room) {
    String cut = cut(text, room);
    return cut + " ".repeat(room - cut.codePointCount(0, cut.length()));
  }
}
