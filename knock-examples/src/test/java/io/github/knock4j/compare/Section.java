// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

/**
 * What the page tells of one measure.
 *
 * @param heading above it
 * @param picture the name of its file, without ending
 * @param alt what those read who do not see the picture
 * @param svg the picture
 * @param text tables, and what the figures mean, in Markdown
 */
record Section(String heading, String picture, String alt, String svg, String text) {

  String markdown() {
    return "## " + heading + "\n\n![" + alt + "](pictures/" + picture + ".svg)\n\n" + text + "\n";
  }
}
