// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Baseline} shuts and accepts, and the rules of its two chains.
 *
 * <p>A connection that began before conntrack(8) was watching, because no rule had asked for it, is
 * new to it, and is picked up at its next packet. So {@link #shut} lets through what is new and yet
 * does not begin a connection: of the packets that are neither, SYN nor part of a connection, the
 * kernel picks up those with ACK alone, and answers them the same whether the port is in use or
 * not. All others are invalid. Those are never answered with a reset, see REJECT in
 * iptables-extensions(8): they may belong to a connection, which that would end.
 *
 * @param ports what is shut
 * @param options what else it does
 * @param accepted who comes in all the same
 * @param visitors the chain where doors put their rules; null if there is none
 */
record BaselineRules(
    List<Knock> ports,
    Set<Option> options,
    List<Accepted> accepted,
    @Nullable String visitors) {

  /** What it does if it is told. */
  enum Option {
    /** Shuts all that no rule of INPUT accepts. */
    EVERYTHING,
    /** Shuts all that no rule of FORWARD accepts. */
    FORWARDING,
    /** Tells those outside. */
    REJECTS
  }

  /** Packets from a network that come in: ICMP where there is no port. */
  record Accepted(IpNetwork network, @Nullable Knock port) {

    boolean isOf(boolean ipv4) {
      return network.toString().indexOf(':') < 0 == ipv4;
    }

    boolean covers(IpAddress peer, Knock wanted) {
      return wanted.equals(port) && network.contains(peer);
    }

    private List<String> rule() {
      List<String> rule = new ArrayList<>(List.of("-s", network.toString()));
      if (port == null) {
        rule.addAll(List.of("-p", isOf(true) ? "icmp" : "ipv6-icmp"));
      } else {
        rule.addAll(to(port));
      }
      return accepting(rule);
    }
  }

  static final BaselineRules OF_NOTHING = new BaselineRules(List.of(), Set.of(), List.of(), null);

  /** Where INPUT jumps to first. */
  static final String CHAIN = "knock4j";

  /** Where packets end that nothing has accepted. */
  static final String SHUT = "knock4j-shut";

  /** Of every rule outside the two chains. */
  private static final List<String> COMMENT =
      List.of("-m", "comment", "--comment", "knock4j-baseline");

  /** Of the jump to a chain for visitors that was not there before. */
  private static final String MADE = "knock4j-baseline-made";

  private static final List<String> ESTABLISHED =
      List.of("-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED");

  /** RFC 4861 and RFC 2710: without them, neighbours and switches lose sight of this host. */
  private static final List<Integer> NEIGHBOURS = List.of(130, 133, 134, 135, 136);

  BaselineRules {
    ports = List.copyOf(ports);
    options = Set.copyOf(options);
    accepted = List.copyOf(accepted);
  }

  BaselineRules withPorts(List<Knock> others) {
    return new BaselineRules(others, options, accepted, visitors);
  }

  BaselineRules with(Option option) {
    Set<Option> all = new HashSet<>(options);
    all.add(option);
    return new BaselineRules(ports, all, accepted, visitors);
  }

  BaselineRules withAccepted(List<Accepted> more) {
    List<Accepted> all = new ArrayList<>(accepted);
    all.addAll(more);
    return new BaselineRules(ports, options, all, visitors);
  }

  BaselineRules withVisitors(String chain) {
    return new BaselineRules(ports, options, accepted, chain);
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  boolean shuts(IpAddress peer, Knock port) {
    return (has(Option.EVERYTHING) || ports.contains(port))
        && accepted.stream().noneMatch(one -> one.covers(peer, port));
  }

  /** Whether a family shuts as much as these rules do, and accepts as much. */
  boolean areIn(Listing filter, boolean ipv4) {
    List<String> chain = filter.rulesOf(CHAIN);
    List<String> input =
        filter.rulesOf("INPUT").stream().filter(BaselineRules::isOne).toList();
    return Stream.of(true, false).anyMatch(made -> chain.equals(lines(chain(ipv4, made))))
        && input.stream().anyMatch(rule -> Listing.jumpsTo(CHAIN, rule))
        && has(Option.EVERYTHING) == input.stream().anyMatch(rule -> Listing.jumpsTo(SHUT, rule));
  }

  private static List<String> lines(List<List<String>> rules) {
    return rules.stream()
        .map(rule -> "-A " + CHAIN + " " + String.join(" ", rule))
        .toList();
  }

  /**
   * The chain that INPUT jumps to, each rule in the words in which iptables lists it. The jump to
   * the visitors' chain tells who has made that.
   */
  List<List<String>> chain(boolean ipv4, boolean visitorsMade) {
    List<List<String>> rules = new ArrayList<>();
    rules.add(accepting(ESTABLISHED));
    rules.add(List.of("-i", "lo", "-j", "ACCEPT"));
    if (has(Option.EVERYTHING) && !ipv4) {
      for (int type : NEIGHBOURS) {
        rules.add(accepting(List.of("-p", "ipv6-icmp", "-m", "icmp6", "--icmpv6-type", "" + type)));
      }
      String dhcp = "-s fe80::/10 -p udp -m udp --sport 547 --dport 546";
      rules.add(accepting(List.of(dhcp.split(" "))));
    }
    accepted.stream().filter(one -> one.isOf(ipv4)).forEach(one -> rules.add(one.rule()));
    if (visitors != null) {
      String comment = visitorsMade ? MADE : COMMENT.get(3);
      rules.add(List.of("-m", "comment", "--comment", comment, "-j", visitors));
    }
    for (Knock port : ports) {
      rules.add(Stream.concat(to(port).stream(), Stream.of("-j", SHUT)).toList());
    }
    return rules;
  }

  /** The chain where packets end. */
  List<List<String>> shut() {
    List<List<String>> rules = new ArrayList<>();
    if (has(Option.REJECTS)) {
      rules.add(List.of("-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP"));
    }
    rules.add(accepting(List.of("-p", "tcp", "!", "--syn", "-m", "conntrack", "--ctstate", "NEW")));
    if (has(Option.REJECTS)) {
      rules.add(List.of("-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset"));
      rules.add(List.of("-j", "REJECT"));
    } else {
      rules.add(List.of("-j", "DROP"));
    }
    return rules;
  }

  /** The first rule of INPUT. */
  static List<String> firstOfInput() {
    return commented("-j", CHAIN);
  }

  /** The first rule of FORWARD. */
  static List<String> firstOfForward() {
    List<String> rule = new ArrayList<>(ESTABLISHED);
    rule.addAll(commented("-j", "ACCEPT"));
    return rule;
  }

  /** The last rule of INPUT or FORWARD. */
  static List<String> last() {
    return commented("-j", SHUT);
  }

  /** Whether a rule outside the two chains, as iptables lists it, is a baseline's. */
  static boolean isOne(String rule) {
    return !isIn(CHAIN, rule)
        && !isIn(SHUT, rule)
        && (rule.contains(" " + String.join(" ", COMMENT) + " ")
            || Listing.jumpsTo(CHAIN, rule)
            || Listing.jumpsTo(SHUT, rule));
  }

  /** The chain for visitors that a baseline has made, if it is still in use by nobody else. */
  static Optional<String> visitorsMade(Listing filter) {
    String jump = "-A " + CHAIN + " -m comment --comment " + MADE + " -j ";
    return filter.rulesOf(CHAIN).stream()
        .filter(rule -> rule.startsWith(jump))
        .map(rule -> rule.substring(jump.length()))
        .filter(chain -> filter.rules().stream()
            .noneMatch(rule -> !isIn(CHAIN, rule) && Listing.jumpsTo(chain, rule)))
        .findFirst();
  }

  private static boolean isIn(String chain, String rule) {
    return rule.startsWith("-A " + chain + " ");
  }

  private static List<String> commented(String... rule) {
    return Stream.concat(COMMENT.stream(), Stream.of(rule)).toList();
  }

  private static List<String> accepting(List<String> rule) {
    return Stream.concat(rule.stream(), Stream.of("-j", "ACCEPT")).toList();
  }

  private static List<String> to(Knock port) {
    String protocol = protocol(port);
    return List.of("-p", protocol, "-m", protocol, "--dport", "" + port.port());
  }

  private static String protocol(Knock port) {
    return port.protocol().name().toLowerCase(Locale.ROOT);
  }

  /** What is shut, as logs show it; the ports of a service are no secret. */
  String shutText() {
    String text = ports.stream()
        .map(port -> protocol(port) + " " + port.port())
        .collect(Collectors.joining(", "));
    return has(Option.EVERYTHING) ? "everything" : text;
  }
}
