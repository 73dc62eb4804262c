// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

/** Puts a stranger's text into a message so that it can neither flood nor forge it. */
final class Quoted {

  private static final int LONGEST = 64;

  private Quoted() {}

  static String text(String text) {
    StringBuilder quoted = new StringBuilder("'");
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      quoted.append(isPlain(c) ? c : '?');
    }
    return quoted.append(text.length() > LONGEST ? "…'" : "'").toString();
  }

  /** Whether the character prints as itself: no control, no line separator, no half of a pair. */
  static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED -> false;
      default -> true;
    };
  }
}
