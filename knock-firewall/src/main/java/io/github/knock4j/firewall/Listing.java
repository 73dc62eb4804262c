// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code iptables -S} prints of one table: {@code -N CHAIN} for a chain of the user's, {@code
 * -A CHAIN …} for a rule. A line is also what iptables-restore(8) takes, so it is kept as it is.
 */
record Listing(List<String> lines) {

  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  static Listing of(String output) {
    return new Listing(output.lines().toList());
  }

  boolean hasChain(String chain) {
    return lines.contains("-N " + chain);
  }

  List<String> rules() {
    return lines.stream().filter(line -> line.startsWith("-A ")).toList();
  }

  /** The rules of one chain, in order. */
  List<String> rulesOf(String chain) {
    return lines.stream().filter(line -> line.startsWith("-A " + chain + " ")).toList();
  }

  /** Whether a rule jumps, or goes, to a chain of the user's: such a target stands at its end. */
  static boolean jumpsTo(String chain, String rule) {
    return rule.endsWith(" -j " + chain) || rule.endsWith(" -g " + chain);
  }

  /** Whether a rule bears a comment, which has a space in it. The listing escapes some marks. */
  static boolean hasComment(String comment, String rule) {
    return ESCAPE.matcher(rule).replaceAll("$1").contains(" --comment \"" + comment + "\" ");
  }

  /** The address that is let in by a rule which does just that; empty for every other rule. */
  static Optional<IpAddress> accepted(String rule) {
    String[] words = rule.split(" ");
    boolean accepts = words.length == 6
        && words[2].equals("-s")
        && words[4].equals("-j")
        && words[5].equals("ACCEPT");
    if (!accepts) {
      return Optional.empty();
    }
    String[] network = words[3].split("/", 2);
    IpAddress address = IpAddress.parse(network[0]);
    String whole = address.isIpv4() ? "32" : "128";
    return network.length == 1 || network[1].equals(whole)
        ? Optional.of(address)
        : Optional.empty();
  }
}
