// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.firewall.FirewallLab.ask;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.Running;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A router between visitors outside and two hosts in a LAN. Needs root, iproute2 and both kinds of
 * iptables.
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
  @CsvSource({
    "-nft, 4",
    "-nft, 6",
    "-legacy, 4",
    "-legacy, 6",
  })
  void leadsItsVisitorAndTheLanToTheInsideHostWhileTheDoorIsOpen(String kind, int family)
      throws Exception {
    Addresses all = family == 4 ? Addresses.IPV4 : Addresses.IPV6;
    Running visitors = lab.visitors();
    Running inside = inside();
    Running neighbour = neighbour();
    ask(inside, "serve 22 500");
    for (String program : List.of("iptables" + kind, "ip6tables" + kind)) {
      lab.run(
          program + " -P FORWARD DROP",
          program + " -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    }
    PortForward ssh = forward(kind, all, tcp(2222), 22);
    PortForward ipsec = forward(kind, all, udp(2500), 500);
    Grant grant = grant(all.visitor);
    String visit = all.visitor + " " + all.outside + " 2222 2500";
    String visitOfAnother = "probe " + all.other + " " + all.outside + " 2222 2500";
    String visitFromTheLan = "probe " + all.neighbour + " " + all.outside + " 2222 2500";
    assertThat(ask(visitors, "probe " + visit)).as("shut before").isEqualTo("[]");

    ssh.open(grant);
    ipsec.open(grant);
    assertThat(ask(visitors, "hold " + visit)).isEqualTo("[tcp, udp]");
    assertThat(ask(visitors, visitOfAnother)).as("the other one").isEqualTo("[]");
    assertThat(ask(neighbour, visitFromTheLan)).as("hairpin").isEqualTo("[tcp, udp]");

    ssh.close(grant);
    assertThat(ask(visitors, "probe " + visit)).as("only UDP").isEqualTo("[udp]");
    ipsec.close(grant);
    assertThat(ask(visitors, "probe " + visit)).as("shut after").isEqualTo("[]");
    assertThat(ask(neighbour, visitFromTheLan)).as("hairpin after").isEqualTo("[]");
    assertThat(ask(visitors, "say")).as("established").isEqualTo("[tcp, udp]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void insertsFiveRulesOnceAndDeletesThemTogether(String kind) throws Exception {
    String program = "iptables" + kind;
    PortForward forward = forward(kind, Addresses.IPV4, tcp(2222), 22);

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
    PortForward forward = forward("", Addresses.IPV4, tcp(2222), 22);
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
    PortForward forward = forward("", Addresses.IPV4, tcp(2222), 22);

    assertThatThrownBy(() -> forward.open(grant("2001:db8::7")))
        .hasMessage("visitor must be of the family of the inside host: 2001:db8::7");
    forward.close(grant("2001:db8::7"));
  }

  /**
   * The host that is forwarded to, in the LAN of the router's bridge. The router must not wait for
   * its own link-local address, by which it asks for neighbours when it forwards.
   */
  private Running inside() {
    Host inside = lab.netLab().host("inside");
    lab.netLab().join(lab.server(), "eth1", inside, "eth0");
    lab.run(
        "sysctl -q net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0",
        "sysctl -q net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1",
        "ip link add br-lan type bridge",
        "ip link set eth1 master br-lan",
        "ip link set br-lan up");
    lab.server().address("br-lan", "192.168.1.1/24", "fd00:1::1/64");
    return joined(inside, "192.168.1.10", "fd00:1::10");
  }

  private Running neighbour() {
    Host neighbour = lab.netLab().host("neighbour");
    lab.netLab().join(lab.server(), "eth2", neighbour, "eth0");
    lab.run("ip link set eth2 master br-lan");
    return joined(neighbour, "192.168.1.20", "fd00:1::20");
  }

  private static Running joined(Host host, String ipv4, String ipv6) {
    host.address("eth0", ipv4 + "/24", ipv6 + "/64");
    host.run("ip", "route", "add", "default", "via", "192.168.1.1");
    host.run("ip", "-6", "route", "add", "default", "via", "fd00:1::1");
    return host.startJava(Peer.class, List.of());
  }

  private PortForward forward(String kind, Addresses all, Knock port, int hostPort) {
    return PortForward.through(lab.iptables(kind))
        .forwarding(port)
        .to(IpAddress.parse(all.inside), hostPort)
        .arrivingOn("eth0")
        .hairpin(
            IpNetwork.parse(all.lan), IpAddress.parse(all.outside), IpAddress.parse(all.router))
        .build();
  }

  private List<String> rules(String program, String table) {
    List<String> rules = new ArrayList<>(lab.save(program, table));
    rules.removeIf(line -> line.startsWith(":"));
    return rules;
  }

  private static Grant grant(String visitor) {
    return Grant.of(DOOR, IpAddress.parse(visitor), 0);
  }

  private record Addresses(
      String visitor,
      String other,
      String outside,
      String router,
      String lan,
      String inside,
      String neighbour) {

    static final Addresses IPV4 = new Addresses(
        "203.0.113.7",
        "203.0.113.8",
        FirewallLab.SERVER,
        "192.168.1.1",
        "192.168.1.0/24",
        "192.168.1.10",
        "192.168.1.20");

    static final Addresses IPV6 = new Addresses(
        "2001:db8::7",
        "2001:db8::8",
        FirewallLab.SERVER_6,
        "fd00:1::1",
        "fd00:1::/64",
        "fd00:1::10",
        "fd00:1::20");
  }
}
