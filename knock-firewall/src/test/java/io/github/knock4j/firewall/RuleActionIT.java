// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Needs root, iproute2 and iptables. */
class RuleActionIT {

  private static final Door LEASED =
      Door.named("my door").knock(tcp(1)).openFor(ofMinutes(1)).build();
  private static final Door PLAIN = Door.named("vpn").knock(tcp(1)).build();
  private static final List<String> VPN = List.of("-p", "udp", "--dport", "51820", "-j", "ACCEPT");

  private Namespace namespace;

  @BeforeEach
  void makeNamespace() throws Exception {
    namespace = new Namespace();
  }

  @AfterEach
  void removeNamespace() throws Exception {
    namespace.remove();
  }

  @Test
  void appendsARuleForItsVisitorOnceAndDeletesIt() throws Exception {
    namespace.inside("iptables", "-N", "KNOCKD");
    RuleAction action = action("-A", "KNOCKD", List.of("-s", "%IP%", "-j", "ACCEPT"));
    Grant grant = grant(LEASED, "203.0.113.7");

    action.open(grant);
    action.open(grant);
    assertThat(rules("iptables", "KNOCKD"))
        .containsExactly("-A KNOCKD -s 203.0.113.7/32 -j ACCEPT");

    action.close(grant);
    action.close(grant);
    assertThat(rules("iptables", "KNOCKD")).isEmpty();
  }

  @Test
  void takesIp6tablesForAnIpv6Visitor() throws Exception {
    action("-I", "INPUT", List.of("-s", "%IP%", "-j", "ACCEPT")).open(grant(LEASED, "2001:db8::7"));

    assertThat(rules("ip6tables", "INPUT"))
        .containsExactly("-A INPUT -s 2001:db8::7/128 -j ACCEPT");
    assertThat(rules("iptables", "INPUT")).isEmpty();
  }

  @Test
  void letsAnotherDoorDeleteWhatOneWithoutALeaseInserted() throws Exception {
    namespace.inside("iptables", "-A", "INPUT", "-p", "udp", "--dport", "51820", "-j", "REJECT");

    action("-I", "INPUT", VPN).open(grant(PLAIN, "203.0.113.7"));
    assertThat(rules("iptables", "INPUT"))
        .hasSize(2)
        .first()
        .isEqualTo("-A INPUT -p udp -m udp --dport 51820 -j ACCEPT");

    action("-D", "INPUT", VPN).open(grant(PLAIN, "198.51.100.1"));
    assertThat(rules("iptables", "INPUT")).hasSize(1).first().asString().contains("REJECT");
  }

  @Test
  void keepsTheDoorOpenToOthersWhenOneLeaseOfACommonRuleEnds() throws Exception {
    RuleAction action = action("-I", "INPUT", VPN);
    action.open(grant(LEASED, "203.0.113.7"));
    action.open(grant(LEASED, "203.0.113.8"));

    action.close(grant(LEASED, "203.0.113.7"));

    assertThat(rules("iptables", "INPUT"))
        .containsExactly("-A INPUT -p udp -m udp --dport 51820 -m comment --comment"
            + " \"knock4j my door 203.0.113.8\" -j ACCEPT");
  }

  private RuleAction action(String verb, String chain, List<String> rule) {
    return new RuleAction(namespace.xtables(""), verb, chain, rule);
  }

  private List<String> rules(String program, String chain) throws Exception {
    return namespace
        .inside(program, "-S", chain)
        .lines()
        .filter(line -> line.startsWith("-A"))
        .toList();
  }

  private static Grant grant(Door door, String visitor) {
    return Grant.of(door, IpAddress.parse(visitor), 0);
  }
}
