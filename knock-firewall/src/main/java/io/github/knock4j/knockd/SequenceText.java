// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code port[:tcp|udp],…}. What is wrong is said by its place: no message shows a port. */
final class SequenceText {

  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern KNOCK =
      Pattern.compile("\\s*0*([0-9]{1,5})\\s*(?::\\s*(tcp|udp)\\s*)?", Pattern.CASE_INSENSITIVE);

  private SequenceText() {}

  /**
   * The knocks in order.
   *
   * @throws IllegalArgumentException if there are none or more than 32, or one is not as it should be
   */
  static List<Knock> parse(String text) {
    String[] parts = COMMA.split(text, -1);
    if (text.isBlank() || parts.length > Door.MOST_KNOCKS) {
      throw new IllegalArgumentException("sequence must have 1.." + Door.MOST_KNOCKS
          + " knocks, has " + (text.isBlank() ? 0 : parts.length));
    }
    List<Knock> knocks = new ArrayList<>();
    for (String part : parts) {
      knocks.add(knock(part, knocks.size() + 1));
    }
    return knocks;
  }

  private static Knock knock(String text, int place) {
    Matcher knock = KNOCK.matcher(text);
    int port = knock.matches() ? Integer.parseInt(knock.group(1)) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "knock " + place + " of the sequence must be port[:tcp|udp], the port 1..65535"
              + (text.isBlank() ? ": it is empty" : ""));
    }
    String protocol = knock.group(2);
    return new Knock(
        protocol == null ? Protocol.TCP : Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)),
        port);
  }
}
