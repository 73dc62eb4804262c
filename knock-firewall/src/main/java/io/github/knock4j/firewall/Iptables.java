// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Actions that change the filter table by executing iptables(8), and ip6tables(8) for IPv6 visitors:
 * one rule in a chain that is there, or a {@link ServiceChain}. No shell is involved. They need root
 * or CAP_NET_ADMIN, are immutable and thread-safe, and content to find done what they shall do.
 *
 * <pre>{@code
 * Iptables iptables = Iptables.system();
 * iptables.inserting("INPUT", "-s", "%IP%", "-p", "tcp", "--dport", "22", "-j", "ACCEPT")
 * iptables.appending("KNOCKD", "-s", "%IP%", "-p", "tcp", "--dport", "22", "-j", "ACCEPT")
 * iptables.service("ssh")
 * }</pre>
 *
 * <p>In the arguments of a rule, {@code %IP%} and {@code %DOOR%} are filled in as in {@link
 * Command#of}. Each rule that is added gets a comment, by which {@link SavedRules} leaves it out:
 * {@code knock4j grant}, or {@code knock4j} with door and visitor if the door has a lease. So each
 * lease has a copy, and the end of one does not end the others: neither of another door to the same
 * visitor, nor of other visitors where the rule is without {@code %IP%} and lets everyone in. A rule that is there already with its comment is not added again; closing
 * deletes every copy of it, but no rule in the same words that was added by hand.
 *
 * <p>Whatever looks first and then changes does so under a lock between processes, on {@code
 * /run/knock4j/firewall.lock}, which is made if it is not there. A process that cannot make it logs a
 * warning and does without: two such processes at the same moment may put an address out of its
 * order, or a rule in twice, which closing heals. Each call executes one to
 * three programs, of some 4 ms each; iptables waits up to 5 s for its own lock, and each program is
 * killed after 30 s.
 */
public final class Iptables {

  private final Xtables.Pair xtables;
  private final FirewallLock lock;

  Iptables(Xtables.Pair xtables, FirewallLock lock) {
    this.xtables = xtables;
    this.lock = lock;
  }

  private static Iptables of(String kind) {
    return new Iptables(Xtables.Pair.of(Tools.here(), kind), FirewallLock.ofSystem());
  }

  /**
   * The programs {@code iptables} and {@code ip6tables}, whatever they are on this system.
   *
   * @return both families
   */
  public static Iptables system() {
    return of("");
  }

  /**
   * The programs {@code iptables-nft} and {@code ip6tables-nft}, which keep their rules in nftables.
   *
   * @return both families
   */
  public static Iptables nft() {
    return of("-nft");
  }

  /**
   * The programs {@code iptables-legacy} and {@code ip6tables-legacy}.
   *
   * @return both families
   */
  public static Iptables legacy() {
    return of("-legacy");
  }

  /**
   * The same without ip6tables, for hosts that have none. No door opens to an IPv6 visitor then: it
   * fails; and nothing here keeps IPv6 visitors out of a service.
   *
   * @return IPv4 only
   */
  public Iptables onlyIpv4() {
    return new Iptables(xtables.onlyIpv4(), lock);
  }

  /**
   * Puts a rule at the head of a chain while the door is open.
   *
   * @param chain a chain that is there, 1..28 of A-Z a-z 0-9 . _ -
   * @param rule the arguments of the rule, at least one, without chain and {@code -I}
   * @return the action
   * @throws IllegalArgumentException if the chain's name is not as above, or the rule is empty, or
   *     one of its arguments has a control character, or begins with a dash other than {@code -}
   */
  public DoorAction inserting(String chain, String... rule) {
    return new RuleAction(xtables, lock, "-I", chain, List.of(rule));
  }

  /**
   * Puts a rule at the end of a chain while the door is open.
   *
   * @param chain as in {@link #inserting}
   * @param rule as in {@link #inserting}
   * @return the action
   * @throws IllegalArgumentException as {@link #inserting}
   */
  public DoorAction appending(String chain, String... rule) {
    return new RuleAction(xtables, lock, "-A", chain, List.of(rule));
  }

  /**
   * Deletes a rule when the door opens, and all its copies: what another door without a lease has
   * added, and what was added by hand. When the door closes, nothing happens.
   *
   * @param chain as in {@link #inserting}
   * @param rule as in {@link #inserting}, exactly as it was added
   * @return the action
   * @throws IllegalArgumentException as {@link #inserting}
   */
  public DoorAction deleting(String chain, String... rule) {
    return new RuleAction(xtables, lock, "-D", chain, List.of(rule));
  }

  /**
   * The chain of a service.
   *
   * @param service 1..25 of A-Z a-z 0-9 . _ -
   * @return the chain, which is not made by this
   * @throws IllegalArgumentException if the name is not as above
   */
  public ServiceChain service(String service) {
    return new ServiceChain(xtables, lock, service);
  }

  /**
   * The services that have a chain, whoever made it.
   *
   * @return their names in alphabetical order, each once
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public List<String> services() throws IOException, InterruptedException {
    return rules().stream().flatMap(ServiceChain::named).sorted().distinct().toList();
  }

  /**
   * The chains and rules of the filter table, as {@code iptables -S} prints them.
   *
   * @return a line for each, IPv4 before IPv6
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public List<String> rules() throws IOException, InterruptedException {
    List<String> rules = new ArrayList<>();
    for (Xtables tables : xtables.all()) {
      rules.addAll(tables.list("filter").lines());
    }
    return rules;
  }

  Xtables.Pair xtables() {
    return xtables;
  }

  FirewallLock lock() {
    return lock;
  }
}
