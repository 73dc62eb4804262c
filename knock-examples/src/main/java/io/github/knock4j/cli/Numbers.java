// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

/** Reads the numbers of a command line. */
final class Numbers {

  private Numbers() {}

  /**
   * Reads a whole number.
   *
   * @param what the number's name in the message
   * @param unit follows the bound in the message, with a space before it
   * @throws IllegalArgumentException if it is none, or out of range
   */
  static int within(String what, String text, int least, int most, String unit) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like any other number that is not wanted.
    }
    throw new IllegalArgumentException(
        what + " must be " + least + ".." + most + unit + ": '" + text + "'");
  }
}
