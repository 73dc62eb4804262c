// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rules that {@code iptables -S} prints, split into words: {@code -A CHAIN …}. */
final class ChainRule {

  private ChainRule() {}

  /** The address that is let in by a rule which does just that; null for every other rule. */
  static @Nullable IpAddress accepted(List<String> rule) {
    boolean accepts = rule.size() == 6
        && rule.get(2).equals("-s")
        && rule.get(4).equals("-j")
        && rule.get(5).equals("ACCEPT");
    if (!accepts) {
      return null;
    }
    String[] network = rule.get(3).split("/", 2);
    IpAddress address = IpAddress.parse(network[0]);
    String whole = address.isIpv4() ? "32" : "128";
    return network.length == 1 || network[1].equals(whole) ? address : null;
  }

  static boolean jumpsTo(List<String> rule, String chain) {
    int jump = rule.indexOf("-j");
    return jump > 1 && jump + 1 < rule.size() && rule.get(jump + 1).equals(chain);
  }
}
