// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A section of a configuration and its directives, not yet understood.
 *
 * @param name what stands between the brackets, without space at its ends
 * @param line where it begins
 * @param directives in the order of the file
 */
record Section(String name, int line, List<Directive> directives) {

  /**
   * One line of a section.
   *
   * @param line its number
   * @param key what stands before the first equals sign, in small letters
   * @param value what stands behind it, without space at its ends; null if there is no such sign
   */
  record Directive(int line, String key, @Nullable String value) {}

  boolean isOptions() {
    return name.equals("options");
  }

  /** Cuts a file into sections; says what belongs to none. */
  static List<Section> of(List<ConfigText.Line> lines, Remarks remarks) {
    List<Section> sections = new ArrayList<>();
    Section current = null;
    for (ConfigText.Line line : lines) {
      String text = line.text();
      if (text.startsWith("[")) {
        current = new Section(name(line, remarks), line.number(), new ArrayList<>());
        sections.add(current);
      } else if (current == null) {
        remarks.error(
            line.number(),
            "found " + Shown.word(directive(line).key())
                + " before the first section, allowed there: [options] or the [name] of a door");
      } else {
        current.directives().add(directive(line));
      }
    }
    return sections;
  }

  /** Of a header that is wrong, as much as can be: the directives below shall be read all the same. */
  private static String name(ConfigText.Line line, Remarks remarks) {
    String text = line.text();
    int close = text.lastIndexOf(']');
    String name = text.substring(1, close < 0 ? text.length() : close).strip();
    if (close != text.length() - 1 || name.isEmpty()) {
      remarks.error(
          line.number(), "section must begin with a line [name], and nothing else in that line");
    }
    return name.isEmpty() ? "?" : name;
  }

  private static Directive directive(ConfigText.Line line) {
    String text = line.text();
    int equals = text.indexOf('=');
    String key = equals < 0 ? text : text.substring(0, equals).strip();
    String value = equals < 0 ? null : text.substring(equals + 1).strip();
    return new Directive(line.number(), key.toLowerCase(Locale.ROOT), value);
  }
}
