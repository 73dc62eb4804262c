// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that keep a service shut while no door is open, by iptables(8) and ip6tables(8), and
 * that lock nobody out who is in.
 *
 * <pre>{@code
 * Baseline.with(Iptables.system()).protecting(udp(51820)).rejecting().setUp();
 *
 * Baseline.with(Iptables.system())
 *     .acceptingFrom(lan, tcp(22))
 *     .acceptingIcmpFrom(lan)
 *     .acceptingVisitorsIn("KNOCKD")
 *     .protectingEverything()
 *     .setUp();
 * }</pre>
 *
 * <p>INPUT jumps first to the chain {@code knock4j}. It accepts what belongs or is related to an
 * established connection, then all of the loopback interface, then what is set here; then it shuts
 * the ports, whatever the rules below accept. What {@link #protectingEverything} shuts ends at the
 * last rule of INPUT, so that the rules in between count. No policy is changed: somebody who empties
 * INPUT then opens it, instead of cutting off himself. All the same it works where a policy drops.
 *
 * <p>Doors let visitors in by a rule that is {@linkplain Iptables#inserting inserted} into INPUT, or
 * that is {@linkplain Iptables#appending appended} to the chain for visitors; a rule that is
 * appended to INPUT comes too late. A {@link ServiceChain} shuts its port itself, which must not be
 * protected here by name; set it up before this, and established connections outlive its grants.
 *
 * <p>A TCP connection that is established when this is set up goes on, even if the kernel has not
 * tracked connections until then, unless its nf_conntrack_tcp_loose is 0. Of UDP it knows those only
 * that it has tracked, and those where this machine speaks next. Each family changes at once for all
 * packets. Immutable: every method that sets something answers a changed copy. Thread-safe, between
 * processes too, as {@link Iptables} says. Needs root or CAP_NET_ADMIN.
 */
public final class Baseline {

  private static final Logger LOG = LoggerFactory.getLogger(Baseline.class);

  private static final int MOST_PORTS = 64;

  private static final Set<String> NOT_FOR_VISITORS =
      Set.of("INPUT", "FORWARD", "OUTPUT", BaselineRules.CHAIN, BaselineRules.SHUT);

  private final Iptables iptables;
  private final BaselineRules rules;
  private final @Nullable SshLogins logins;

  private Baseline(Iptables iptables, BaselineRules rules, @Nullable SshLogins logins) {
    this.iptables = iptables;
    this.rules = rules;
    this.logins = logins;
  }

  /**
   * Begins a baseline that accepts established connections and shuts nothing.
   *
   * @param iptables what executes it
   * @return the baseline, which is not set up by this
   */
  public static Baseline with(Iptables iptables) {
    return with(iptables, SshLogins.here());
  }

  static Baseline with(Iptables iptables, SshLogins logins) {
    return new Baseline(
        Objects.requireNonNull(iptables, "iptables"), BaselineRules.OF_NOTHING, logins);
  }

  /**
   * Shuts ports, whatever rules below accept them.
   *
   * @param ports protocols and ports, written as knocks: in all at most 64, each once
   * @return the baseline with them
   * @throws IllegalArgumentException if there are more, or one is there twice
   */
  public Baseline protecting(Knock... ports) {
    List<Knock> all = new ArrayList<>(rules.ports());
    all.addAll(List.of(ports));
    if (all.size() > MOST_PORTS || new HashSet<>(all).size() < all.size()) {
      throw new IllegalArgumentException(
          "baseline must have at most " + MOST_PORTS + " ports, each once: " + all.size());
    }
    return copy(rules.withPorts(all));
  }

  /**
   * Shuts all that no rule of INPUT accepts: all ports, and ICMP. What IPv6 needs to find its
   * neighbours and its address is accepted. Rules that are appended to INPUT later have no effect
   * until the next {@link #setUp}.
   *
   * @return the baseline with it
   */
  public Baseline protectingEverything() {
    return copy(rules.with(BaselineRules.Option.EVERYTHING));
  }

  /**
   * Shuts all that no rule of FORWARD accepts, for a machine that is not to be a router; except
   * established connections.
   *
   * @return the baseline with it
   */
  public Baseline protectingForwarding() {
    return copy(rules.with(BaselineRules.Option.FORWARDING));
  }

  /**
   * Answers what is shut out as a closed port does: by a reset, or by ICMP port unreachable. If
   * unset, there is no answer.
   *
   * @return the baseline with it
   */
  public Baseline rejecting() {
    return copy(rules.with(BaselineRules.Option.REJECTS));
  }

  /**
   * Accepts packets from a network to some ports, without any knock.
   *
   * @param network IPv4 or IPv6
   * @param ports protocols and ports, written as knocks
   * @return the baseline with it
   */
  public Baseline acceptingFrom(IpNetwork network, Knock... ports) {
    return copy(rules.withAccepted(
        Stream.of(ports).map(port -> new BaselineRules.Accepted(network, port)).toList()));
  }

  /**
   * Accepts ICMP, or ICMPv6, from a network.
   *
   * @param network IPv4 or IPv6
   * @return the baseline with it
   */
  public Baseline acceptingIcmpFrom(IpNetwork network) {
    return copy(rules.withAccepted(List.of(new BaselineRules.Accepted(network, null))));
  }

  /**
   * Has a chain to which doors append their rules, and which may be emptied at any time. If it is
   * not there, it is made, and then it goes, with all that is in it, when the baseline is removed.
   *
   * @param chain 1..28 of A-Z a-z 0-9 . _ -
   * @return the baseline with it
   * @throws IllegalArgumentException if the name is not as above, or is that of a chain of the
   *     kernel's or of the baseline's
   */
  public Baseline acceptingVisitorsIn(String chain) {
    if (NOT_FOR_VISITORS.contains(Names.chain(chain))) {
      throw new IllegalArgumentException(
          "chain for visitors must not be one of " + NOT_FOR_VISITORS + ": " + chain);
    }
    return copy(rules.withVisitors(chain));
  }

  /**
   * Also shuts the port of an SSH session that is going on. The session itself goes on; but who ends
   * it must knock to come back. A service that guards the port of SSH by a door, and removes its
   * baseline when it ends, needs this, or nobody who is logged in can start it.
   *
   * @return the baseline with it
   */
  public Baseline evenIfLoggedIn() {
    return new Baseline(iptables, rules, null);
  }

  private Baseline copy(BaselineRules changed) {
    return new Baseline(iptables, changed, logins);
  }

  /**
   * Sets it up in both families, or makes what is there as asked for. Doing so again changes
   * nothing. What is not set up in the second family because iptables failed there stays set up in
   * the first.
   *
   * <p>Fails, and changes nothing, if it would shut the port of an SSH session that is going on and
   * is not set up like this already. It knows one by SSH_CONNECTION or SSH_CLIENT in the environment, or by an established connection
   * to a port that sshd, dropbear or tinysshd serves, or a process that cannot be seen. Peers that
   * {@link #acceptingFrom} lets in may come back, as may those of the loopback interface; rules of
   * others are not asked.
   *
   * @throws IOException if an SSH session is going on, see {@link #evenIfLoggedIn}, or if iptables
   *     fails
   * @throws InterruptedException if this thread is interrupted
   */
  public void setUp() throws IOException, InterruptedException {
    iptables.lock().holding(() -> {
      refuseLockOut();
      for (Xtables tables : iptables.xtables().all()) {
        tables.restore(BaselineChange.setUp(tables.list("filter"), rules, tables.isIpv4()));
      }
      return true;
    });
    LOG.info("baseline set up shut={}", rules.shutText());
  }

  private void refuseLockOut() throws IOException, InterruptedException {
    if (logins == null) {
      return;
    }
    for (SshLogins.Login login : logins.find()) {
      IpAddress peer = login.peer();
      boolean shut = iptables.xtables().serves(peer)
          && rules.shuts(peer, Knock.tcp(login.port()))
          && !rules.areIn(iptables.xtables().of(peer).list("filter"), peer.isIpv4());
      if (shut) {
        throw new IOException("baseline must not shut tcp " + login.port() + ", where " + peer
            + " is logged in by SSH: accept it by acceptingFrom, or set evenIfLoggedIn");
      }
    }
  }

  /**
   * Removes it from both families, whoever has set it up: then the rules are what they were before,
   * and what others have added meanwhile. A table in which there was nothing may remain, empty. Does
   * nothing where there is none.
   *
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public void remove() throws IOException, InterruptedException {
    iptables.lock().holding(() -> {
      for (Xtables tables : iptables.xtables().all()) {
        RestoreText text = BaselineChange.remove(tables.list("filter"));
        if (!text.isEmpty()) {
          tables.restore(text);
        }
      }
      return true;
    });
    LOG.info("baseline removed");
  }

  @Override
  public String toString() {
    return "Baseline[" + rules.shutText() + "]";
  }
}
