// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the page tells of one measure.
 *
 * @param heading above it
 * @param pictures below that
 * @param text tables, and what the figures mean, in Markdown
 */
record Section(String heading, List<Picture> pictures, String text) {

  /**
   * A picture of the page.
   *
   * @param name of its file, without ending
   * @param alt what those read who do not see it
   * @param svg what it is
   */
  record Picture(String name, String alt, String svg) {}

  Section(String heading, Picture picture, String text) {
    this(heading, List.of(picture), text);
  }

  String markdown() {
    return "## " + heading + "\n\n"
        + pictures.stream()
            .map(it -> "![" + it.alt() + "](pictures/" + it.name() + ".svg)\n\n")
            .collect(Collectors.joining())
        + text + "\n";
  }
}
