// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.spi.DoorAction;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs root, iproute2 and both kinds of iptables. */
class RuleActionIT {

  private static final String[] VPN = {"-p", "udp", "--dport", "51820", "-j", "ACCEPT"};
  private static final String[] SSH = {"-s", "%IP%", "-p", "tcp", "--dport", "22", "-j", "ACCEPT"};

  private static final String GRANT = "-m comment --comment \"knock4j grant\" -j ACCEPT";

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
  void appendsARuleForItsVisitorOnceAndDeletesIt(String kind) throws Exception {
    lab.run("iptables" + kind + " -N KNOCKD");
    DoorAction action = lab.iptables(kind).appending("KNOCKD", SSH);
    Grant grant = grant(leased("ssh"), "203.0.113.7");

    action.open(grant);
    action.open(grant);
    assertThat(lab.rules("iptables" + kind, "KNOCKD"))
        .containsExactly(
            "-A KNOCKD -s 203.0.113.7/32 -p tcp -m tcp --dport 22 " + granted("203.0.113.7"));

    action.close(grant);
    action.close(grant);
    assertThat(lab.rules("iptables" + kind, "KNOCKD")).isEmpty();
  }

  @Test
  void addsItsRuleAgainWhenSomebodyHasEmptiedTheChain() throws Exception {
    lab.run("iptables -N KNOCKD");
    DoorAction action = lab.iptables("").appending("KNOCKD", SSH);
    Grant grant = grant(leased("ssh"), "203.0.113.7");
    action.open(grant);
    lab.run("iptables -F KNOCKD");

    action.close(grant);
    action.renew(grant);

    assertThat(lab.rules("iptables", "KNOCKD")).hasSize(1);
  }

  @Test
  void leavesARuleInTheSameWordsToThoseWhoHaveAddedItByHand() throws Exception {
    String rule = "INPUT -s 203.0.113.7/32 -p tcp -m tcp --dport 22 -j ACCEPT";
    lab.run("iptables -A " + rule);
    DoorAction action = lab.iptables("").inserting("INPUT", SSH);

    action.open(grant(leased("ssh"), "203.0.113.7"));
    assertThat(lab.rules("iptables", "INPUT")).hasSize(2);

    action.close(grant(leased("ssh"), "203.0.113.7"));
    assertThat(lab.rules("iptables", "INPUT")).containsExactly("-A " + rule);
  }

  @Test
  void deletesByAKnockAlsoWhatWasAddedByHand() throws Exception {
    Grant grant = grant(Door.named("on").knock(tcp(1)).build(), "203.0.113.7");
    lab.run("iptables -A INPUT -p udp --dport 51820 -j ACCEPT");
    lab.iptables("").inserting("INPUT", VPN).open(grant);

    lab.iptables("").deleting("INPUT", VPN).open(grant);

    assertThat(lab.rules("iptables", "INPUT")).isEmpty();
  }

  @Test
  void takesIp6tablesForAnIpv6Visitor() throws Exception {
    lab.iptables("").inserting("INPUT", SSH).open(grant(leased("ssh"), "2001:db8::7"));

    assertThat(lab.rules("ip6tables", "INPUT"))
        .containsExactly(
            "-A INPUT -s 2001:db8::7/128 -p tcp -m tcp --dport 22 " + granted("2001:db8::7"));
    assertThat(lab.rules("iptables", "INPUT")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void letsAnotherDoorDeleteWhatOneWithoutALeaseInserted(String kind) throws Exception {
    String program = "iptables" + kind;
    lab.run(program + " -A INPUT -p udp --dport 51820 -j REJECT");
    List<String> before = lab.save(program, "filter");
    Grant first = grant(Door.named("on").knock(tcp(1)).build(), "203.0.113.7");
    Grant second = grant(Door.named("off").knock(tcp(2)).build(), "198.51.100.1");

    lab.iptables(kind).inserting("INPUT", VPN).open(first);
    lab.iptables(kind).inserting("INPUT", VPN).open(first);
    assertThat(lab.rules(program, "INPUT"))
        .containsExactly(
            "-A INPUT -p udp -m udp --dport 51820 " + GRANT,
            "-A INPUT -p udp -m udp --dport 51820 -j REJECT --reject-with icmp-port-unreachable");

    lab.iptables(kind).deleting("INPUT", VPN).open(second);
    lab.iptables(kind).deleting("INPUT", VPN).open(second);
    assertThat(lab.save(program, "filter")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my door", "-j ACCEPT", "a\"b'c\\", "%IP%;$(reboot)`x`", "!", "Tür"})
  void keepsTheDoorOpenToOthersWhenOneLeaseOfACommonRuleEnds(String name) throws Exception {
    DoorAction action = lab.iptables("").inserting("INPUT", VPN);
    action.open(grant(leased(name), "203.0.113.7"));
    action.open(grant(leased(name), "203.0.113.8"));
    assertThat(lab.rules("iptables", "INPUT")).hasSize(2);

    action.close(grant(leased(name), "203.0.113.7"));
    assertThat(lab.rules("iptables", "INPUT"))
        .singleElement()
        .asString()
        .startsWith("-A INPUT -p udp -m udp --dport 51820 -m comment --comment \"knock4j ")
        .endsWith(" 203.0.113.8\" -j ACCEPT");

    action.close(grant(leased(name), "203.0.113.8"));
    assertThat(lab.rules("iptables", "INPUT")).isEmpty();
  }

  @Test
  void keepsTheDoorOpenToItsVisitorWhenTheLeaseOfAnotherDoorEnds() throws Exception {
    DoorAction action = lab.iptables("").inserting("INPUT", SSH);
    action.open(grant(leased("ssh"), "203.0.113.7"));
    action.open(grant(leased("admin"), "203.0.113.7"));

    action.close(grant(leased("ssh"), "203.0.113.7"));

    assertThat(lab.rules("iptables", "INPUT"))
        .containsExactly("-A INPUT -s 203.0.113.7/32 -p tcp -m tcp --dport 22"
            + " -m comment --comment \"knock4j admin 203.0.113.7\" -j ACCEPT");
  }

  @Test
  void hasRoomForTheLongestCommentThatThereCanBe() throws Exception {
    Grant grant = grant(leased("€".repeat(64)), "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff");
    DoorAction action = lab.iptables("").inserting("INPUT", VPN);

    action.open(grant);
    action.open(grant);
    assertThat(lab.rules("ip6tables", "INPUT")).hasSize(1);

    action.close(grant);
    assertThat(lab.rules("ip6tables", "INPUT")).isEmpty();
  }

  @Test
  void failsToOpenAndIsContentToCloseWhereThereIsNoSuchChain() throws Exception {
    DoorAction action = lab.iptables("").appending("KNOCKD", SSH);

    assertThatThrownBy(() -> action.open(grant(leased("ssh"), "203.0.113.7")))
        .isInstanceOf(CommandFailedException.class);
    action.close(grant(leased("ssh"), "203.0.113.7"));
  }

  @Test
  void doesNotTakeARefusalForAbsence() throws Exception {
    DoorAction action = lab.iptables("-nft").appending("INPUT", SSH);
    lab.run("iptables-nft -A INPUT -j ACCEPT");
    lab.run("nft add rule ip filter INPUT meta mark 1 meta priority set 3");

    assertThatThrownBy(() -> action.close(grant(leased("ssh"), "203.0.113.7")))
        .as("iptables cannot read such a rule, so it cannot tell what is there")
        .isInstanceOf(CommandFailedException.class);
  }

  @Test
  void refusesIpv6VisitorsWhereThereIsOnlyIpv4() throws Exception {
    DoorAction action = lab.iptables("").onlyIpv4().inserting("INPUT", SSH);

    assertThatThrownBy(() -> action.open(grant(leased("ssh"), "2001:db8::7")))
        .hasMessage("iptables is set to IPv4 only, visitor must be IPv4: 2001:db8::7");
    action.close(grant(leased("ssh"), "2001:db8::7"));
  }

  private static String granted(String visitor) {
    return "-m comment --comment \"knock4j ssh " + visitor + "\" -j ACCEPT";
  }

  private static Door leased(String name) {
    return Door.named(name).knock(tcp(1)).openFor(ofMinutes(1)).build();
  }

  private static Grant grant(Door door, String visitor) {
    return Grant.of(door, IpAddress.parse(visitor), 0);
  }
}
