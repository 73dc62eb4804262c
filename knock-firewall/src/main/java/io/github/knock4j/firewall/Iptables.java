// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.spi.DoorAction;
import java.util.List;

/**
 * Actions that change the filter table by executing iptables(8), and ip6tables(8) for IPv6 visitors:
 * one rule in a chain that is there, or a {@link ServiceChain}. No shell is involved. They need root
 * or CAP_NET_ADMIN, are thread-safe, and content to find done what they shall do.
 *
 * <pre>{@code
 * Iptables.inserting("INPUT", "-s", "%IP%", "-p", "tcp", "--dport", "22", "-j", "ACCEPT")
 * Iptables.appending("KNOCKD", "-s", "%IP%", "-p", "tcp", "--dport", "22", "-j", "ACCEPT")
 * }</pre>
 *
 * <p>In the arguments of a rule, {@code %IP%} and {@code %DOOR%} are filled in as in {@link
 * Command#of}. A rule without {@code %IP%} lets everyone in. If its door has a lease, the rule gets
 * a comment with door and visitor, so that each visitor has a copy, and the end of one lease does
 * not end the others.
 */
public final class Iptables {

  private static final Xtables.Pair HERE = Xtables.Pair.of(new CommandRunner(), List.of(), "");

  private Iptables() {}

  /**
   * Puts a rule at the head of a chain while the door is open.
   *
   * @param chain a chain that is there, 1..28 of A-Z a-z 0-9 . _ -
   * @param rule the arguments of the rule, at least one, without chain and {@code -I}
   * @return the action
   * @throws IllegalArgumentException if the chain's name is not as above, or the rule is empty or
   *     has a NUL character
   */
  public static DoorAction inserting(String chain, String... rule) {
    return new RuleAction(HERE, "-I", chain, List.of(rule));
  }

  /**
   * Puts a rule at the end of a chain while the door is open.
   *
   * @param chain as in {@link #inserting}
   * @param rule as in {@link #inserting}
   * @return the action
   * @throws IllegalArgumentException as {@link #inserting}
   */
  public static DoorAction appending(String chain, String... rule) {
    return new RuleAction(HERE, "-A", chain, List.of(rule));
  }

  /**
   * Deletes a rule when the door opens: what another door without a lease has added.
   *
   * @param chain as in {@link #inserting}
   * @param rule as in {@link #inserting}, exactly as it was added
   * @return the action
   * @throws IllegalArgumentException as {@link #inserting}
   */
  public static DoorAction deleting(String chain, String... rule) {
    return new RuleAction(HERE, "-D", chain, List.of(rule));
  }

  /**
   * The chain of a service.
   *
   * @param service 1..25 of A-Z a-z 0-9 . _ -
   * @return the chain, which is not made by this
   * @throws IllegalArgumentException if the name is not as above
   */
  public static ServiceChain service(String service) {
    return new ServiceChain(HERE, service);
  }
}
