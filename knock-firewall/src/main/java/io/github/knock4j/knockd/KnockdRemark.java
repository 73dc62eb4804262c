// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.util.Objects;

/**
 * Something to be said about a configuration: an error or a warning. Shows no port of any sequence.
 * Immutable.
 *
 * @param file what the configuration is called
 * @param line the line that it is about, 1 for the first; 0 if it is about the file as a whole
 * @param text what was found and what is allowed, or what may surprise; one line
 */
public record KnockdRemark(String file, int line, String text) {

  /**
   * Checks that nothing is missing.
   *
   * @param file what the configuration is called
   * @param line the line that it is about; 0 for the whole file
   * @param text what there is to be said
   */
  public KnockdRemark {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(text, "text");
  }

  /** As compilers write it: {@code file:line: text}. */
  @Override
  public String toString() {
    return line == 0 ? file + ": " + text : file + ":" + line + ": " + text;
  }
}
