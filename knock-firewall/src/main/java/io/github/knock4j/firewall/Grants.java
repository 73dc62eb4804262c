// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import java.util.regex.Pattern;

/**
 * Tells the rules that let visitors in for a time from those that are to stay.
 *
 * <p>A single rule, or one of a port forward, has a comment that begins with {@code knock4j} and a
 * space. A service chain has no comments, as pktables makes none: there, the rules that accept one
 * address, or the set of addresses, are the grants.
 */
final class Grants {

  /** Of a rule of a door without a lease. */
  static final String COMMENT = "knock4j grant";

  /**
   * Because of the space, iptables writes such a comment in quotes. Within quoted text, a quote has
   * a backslash before it, and behind the quote that ends one there is a space.
   */
  private static final Pattern COMMENTED = Pattern.compile(" --comment \"knock4j ");

  private static final Pattern IN_SERVICE_CHAIN = Pattern.compile("-A pk-\\S+ .*");

  private static final Pattern SET =
      Pattern.compile("-A pk-(\\S+) -m set --match-set pk[46]-\\1 src -j ACCEPT");

  private Grants() {}

  /** Of a rule for one visitor at one door with a lease. */
  static String comment(Grant grant) {
    return "knock4j " + grant.door().name() + " " + grant.visitor();
  }

  /** Whether a rule, as iptables lists or saves it, lets a visitor in. */
  static boolean has(String rule) {
    return COMMENTED.matcher(rule).find()
        || SET.matcher(rule).matches()
        || IN_SERVICE_CHAIN.matcher(rule).matches() && Listing.accepted(rule).isPresent();
  }
}
