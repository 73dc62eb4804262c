// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Changes of one table as a text for {@code iptables-restore --noflush}: the kernel makes all of
 * them at once, or none. Not thread-safe.
 */
final class RestoreText {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,=@!+\\[\\]-]+");

  private final StringBuilder text = new StringBuilder();

  private RestoreText(String table) {
    text.append('*').append(table).append('\n');
  }

  static RestoreText of(String table) {
    return new RestoreText(table);
  }

  /** Makes a chain, or empties one that is there. */
  RestoreText emptied(String chain) {
    text.append(':').append(chain).append(" - [0:0]\n");
    return this;
  }

  /** Empties and deletes a chain that nothing jumps to any more. */
  RestoreText without(String chain) {
    text.append("-F ").append(chain).append("\n-X ").append(chain).append('\n');
    return this;
  }

  RestoreText append(String chain, List<String> rule) {
    return line("-A " + chain, rule);
  }

  /** Puts a rule before another one. */
  RestoreText insert(String chain, int position, List<String> rule) {
    return line("-I " + chain + " " + position, rule);
  }

  /** Deletes a rule that is written as {@link Listing} keeps it. */
  RestoreText delete(String rule) {
    text.append("-D").append(rule, 2, rule.length()).append('\n');
    return this;
  }

  /** Whether there is nothing to change. */
  boolean isEmpty() {
    return text.indexOf("\n") == text.length() - 1;
  }

  private RestoreText line(String beginning, List<String> rule) {
    text.append(beginning);
    for (String word : rule) {
      text.append(' ').append(quoted(word));
    }
    text.append('\n');
    return this;
  }

  /** As iptables-save(8) does: in double quotes, where a backslash keeps what follows it. */
  static String quoted(String word) {
    if (word.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("rule must not hold a control character: '"
          + Printable.cut(Printable.of(word), 64) + "'");
    }
    return PLAIN.matcher(word).matches()
        ? word
        : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public String toString() {
    return text + "COMMIT\n";
  }
}
