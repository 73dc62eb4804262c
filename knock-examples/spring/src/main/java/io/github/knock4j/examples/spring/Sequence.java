// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import io.github.knock4j.Knock;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a sequence of knocks, {@code port[:tcp|udp],…}; what is wrong is told without showing it. */
final class Sequence {

  private static final Pattern KNOCK = Pattern.compile("\\s*([0-9]{1,5})(?::(tcp|udp))?\\s*");
  private static final int HIGHEST_PORT = 65_535;

  private Sequence() {}

  /**
   * Reads a sequence.
   *
   * @param property what the message calls it
   * @param text the knocks in order, parted by commas
   * @return as many knocks as there are
   * @throws IllegalArgumentException if one is no knock: says which, not what it is
   */
  static List<Knock> parse(String property, String text) {
    String[] knocks = text.split(",", -1);
    return Arrays.stream(knocks)
        .map(knock -> knock(knock, property, Arrays.asList(knocks).indexOf(knock) + 1))
        .toList();
  }

  private static Knock knock(String text, String property, int number) {
    Matcher knock = KNOCK.matcher(text);
    if (knock.matches()) {
      int port = Integer.parseInt(knock.group(1));
      if (port >= 1 && port <= HIGHEST_PORT) {
        return "udp".equals(knock.group(2)) ? Knock.udp(port) : Knock.tcp(port);
      }
    }
    throw new IllegalArgumentException(
        property + " must be port[:tcp|udp],… with ports 1..65535: knock " + number + " is not");
  }
}
