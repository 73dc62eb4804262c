// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.RouterLab.Addresses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules of iptables that make a forward; what they do is in {@link PortForwardContractIT}. Needs
 * root, iproute2 and both kinds of iptables.
 */
class PortForwardIT {

  private static final Door DOOR =
      Door.named("it's \"ssh\"").knock(tcp(1)).openFor(ofHours(1)).build();
  private static final Grant GRANT = grant("203.0.113.7");

  private FirewallLab lab;

  @BeforeEach
  void openLab() throws Exception {
    lab = new FirewallLab();
  }

  @AfterEach
  void closeLab() throws Exception {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void insertsFiveRulesOnceAndDeletesThemTogether(String kind) throws Exception {
    String program = "iptables" + kind;
    PortForward forward = forward(kind);

    forward.open(GRANT);
    forward.open(GRANT);
    forward.renew(GRANT);

    String comment = "-m comment --comment \"knock4j it\\'s \\\"ssh\\\" 203.0.113.7 tcp/2222\"";
    assertThat(rules(program, "nat"))
        .containsExactly(
            "-A PREROUTING -s 192.168.1.0/24 -d 203.0.113.1/32 -p tcp -m tcp --dport 2222 "
                + comment + " -j DNAT --to-destination 192.168.1.10:22",
            "-A PREROUTING -s 203.0.113.7/32 -i eth0 -p tcp -m tcp --dport 2222 " + comment
                + " -j DNAT --to-destination 192.168.1.10:22",
            "-A POSTROUTING -s 192.168.1.0/24 -d 192.168.1.10/32 -p tcp -m tcp --dport 22 "
                + comment + " -j SNAT --to-source 192.168.1.1");
    assertThat(rules(program, "filter"))
        .containsExactly(
            "-A FORWARD -s 192.168.1.0/24 -d 192.168.1.10/32 -p tcp -m tcp --dport 22 " + comment
                + " -j ACCEPT",
            "-A FORWARD -s 203.0.113.7/32 -d 192.168.1.10/32 -p tcp -m tcp --dport 22 " + comment
                + " -j ACCEPT");

    forward.close(GRANT);
    forward.close(GRANT);
    assertThat(rules(program, "nat")).isEmpty();
    assertThat(rules(program, "filter")).isEmpty();
  }

  @Test
  void keepsTheRulesOfOtherVisitorsAndPutsBackWhatIsMissing() throws Exception {
    PortForward forward = forward("");
    forward.open(GRANT);
    forward.open(grant("203.0.113.70"));
    lab.run("iptables -t nat -F");

    forward.renew(GRANT);
    assertThat(rules("iptables", "nat")).hasSize(3);
    assertThat(rules("iptables", "filter")).hasSize(4);

    forward.close(GRANT);
    assertThat(rules("iptables", "nat")).isEmpty();
    assertThat(rules("iptables", "filter"))
        .hasSize(2)
        .allMatch(rule -> rule.contains(" 203.0.113.70 tcp/2222\""));
  }

  @Test
  void usesTheChainsOfTheRouter() throws Exception {
    lab.run("iptables -t nat -N prerouting_wan_rule", "iptables -N forwarding_wan_rule");
    PortForward forward = PortForward.through(lab.iptables(""))
        .forwarding(tcp(2222))
        .to(IpAddress.parse("192.168.1.10"), 22)
        .inChain(PortForward.Place.WAN_PREROUTING, "prerouting_wan_rule")
        .inChain(PortForward.Place.WAN_FORWARD, "forwarding_wan_rule")
        .build();

    forward.open(GRANT);

    assertThat(rules("iptables", "nat"))
        .singleElement()
        .asString()
        .startsWith("-A prerouting_wan_rule -s 203.0.113.7/32 -p tcp ");
    assertThat(lab.rules("iptables", "forwarding_wan_rule")).hasSize(1);
  }

  @Test
  void leavesNothingBehindWhenOneTableRefuses() throws Exception {
    PortForward forward = PortForward.through(lab.iptables(""))
        .forwarding(tcp(2222))
        .to(IpAddress.parse("192.168.1.10"), 22)
        .arrivingOn("eth0")
        .inChain(PortForward.Place.WAN_FORWARD, "no_such_chain")
        .build();

    assertThatThrownBy(() -> forward.open(GRANT)).isInstanceOf(CommandFailedException.class);

    assertThat(rules("iptables", "nat")).isEmpty();
  }

  @Test
  void refusesVisitorsOfTheOtherFamily() throws Exception {
    PortForward forward = forward("");

    assertThatThrownBy(() -> forward.open(grant("2001:db8::7")))
        .hasMessage("visitor must be of the family of the inside host: 2001:db8::7");
    forward.close(grant("2001:db8::7"));
  }

  private PortForward forward(String kind) {
    return Addresses.IPV4.forward(PortForward.through(lab.iptables(kind)), tcp(2222), 22);
  }

  private List<String> rules(String program, String table) {
    List<String> rules = new ArrayList<>(lab.save(program, table));
    rules.removeIf(line -> line.startsWith(":"));
    return rules;
  }

  private static Grant grant(String visitor) {
    return Grant.of(DOOR, IpAddress.parse(visitor), 0);
  }
}
