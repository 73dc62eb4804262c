// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.firewall.FirewallLab.SERVER;
import static io.github.knock4j.firewall.FirewallLab.SERVER_6;
import static io.github.knock4j.firewall.FirewallLab.ask;
import static io.github.knock4j.firewall.PeerAssert.assertThat;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.netlab.Running;
import io.github.knock4j.spi.DoorAction;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Firewalls that people have, set up by a baseline, and real connections through their doors. Needs
 * root, iproute2 and both kinds of iptables.
 */
class BaselineSystemsIT {

  private static final String[] SSH = {"-s", "%IP%", "-p", "tcp", "--dport", "22", "-j", "ACCEPT"};

  private FirewallLab lab;
  private Running visitors;
  private Running server;

  @BeforeEach
  void openLab() throws Exception {
    lab = new FirewallLab();
    visitors = lab.visitors();
    server = lab.peer();
  }

  @AfterEach
  void closeLab() throws Exception {
    lab.close();
  }

  @ParameterizedTest
  @CsvSource({
    "-nft, 203.0.113.7, 203.0.113.8, " + SERVER,
    "-legacy, 203.0.113.7, 203.0.113.8, " + SERVER,
    "-nft, 2001:db8::7, 2001:db8::8, " + SERVER_6,
    "-legacy, 2001:db8::7, 2001:db8::8, " + SERVER_6
  })
  void shutAVpnAndNothingElse(String kind, String one, String other, String at) throws Exception {
    ask(server, "serve 22 51820");
    String[] rule = {"-p", "udp", "--dport", "51820", "-j", "ACCEPT"};
    DoorAction on = lab.iptables(kind).inserting("INPUT", rule);
    DoorAction off = lab.iptables(kind).deleting("INPUT", rule);
    Baseline baseline = lab.baseline(kind).protecting(udp(51_820)).rejecting();
    baseline.setUp();
    assertThat(visitors).finds("probe " + one + " " + at + " 22 51820", "tcp");

    on.open(grant("on", one));
    baseline.setUp();
    assertThat(visitors).finds("hold " + one + " " + at + " 22 51820", "tcp", "udp");
    assertThat(visitors).finds("probe " + other + " " + at + " 22 51820", "tcp", "udp");

    off.open(grant("off", one));
    assertThat(visitors).finds("probe " + other + " " + at + " 22 51820", "tcp");
    assertThat(visitors).as("the running session").finds("say", "tcp", "udp");

    baseline.remove();
    assertThat(visitors).as("the running session").finds("say", "tcp", "udp");
    assertThat(visitors).finds("probe " + other + " " + at + " 22 51820", "tcp", "udp");
  }

  @ParameterizedTest
  @CsvSource({
    "-nft, 203.0.113.7, 203.0.113.8, " + SERVER + ", 127.0.0.1",
    "-legacy, 203.0.113.7, 203.0.113.8, " + SERVER + ", 127.0.0.1",
    "-nft, 2001:db8::7, 2001:db8::8, " + SERVER_6 + ", ::1",
    "-legacy, 2001:db8::7, 2001:db8::8, " + SERVER_6 + ", ::1"
  })
  void acceptIcmpAndSshFromTheirNetworksAndVisitorsInAChain(
      String kind, String one, String other, String at, String loopback) throws Exception {
    ask(server, "serve 22 500");
    IpNetwork network = IpNetwork.parse(at.contains(":") ? "2001:db8::/64" : "203.0.113.0/24");
    Baseline baseline = lab.baseline(kind)
        .acceptingFrom(IpNetwork.parse(other), tcp(22))
        .acceptingIcmpFrom(IpNetwork.parse("192.168.0.0/16"))
        .acceptingVisitorsIn("KNOCKD")
        .protectingEverything()
        .protectingForwarding()
        .rejecting();
    DoorAction action = lab.iptables(kind).appending("KNOCKD", SSH);
    assertThat(visitors).finds("ping " + at, "icmp");

    baseline.setUp();
    assertThat(visitors).findsNothing("probe " + one + " " + at + " 22 500");
    assertThat(visitors).as("of the network").finds("probe " + other + " " + at + " 22 500", "tcp");
    assertThat(visitors).findsNothing("ping " + at);
    assertThat(server).finds("probe " + loopback + " " + loopback + " 22 500", "tcp", "udp");
    baseline.acceptingIcmpFrom(network).setUp();
    assertThat(visitors).finds("ping " + at, "icmp");

    action.open(grant("ssh", one));
    assertThat(visitors).finds("hold " + one + " " + at + " 22 500", "tcp");
    lab.run((at.contains(":") ? "ip6tables" : "iptables") + kind + " -F KNOCKD");
    assertThat(visitors).findsNothing("probe " + one + " " + at + " 22 500");
    assertThat(visitors).as("the running session").finds("say", "tcp");

    baseline.remove();
    assertThat(visitors).as("the running session").findsTcpAtLeast("say");
  }

  @ParameterizedTest
  @CsvSource({
    "-nft, 203.0.113.7, " + SERVER,
    "-legacy, 203.0.113.7, " + SERVER,
    "-nft, 2001:db8::7, " + SERVER_6,
    "-legacy, 2001:db8::7, " + SERVER_6
  })
  void keepAPolicyThatDrops(String kind, String one, String at) throws Exception {
    ask(server, "serve 22 500");
    assertThat(visitors).finds("hold " + one + " " + at + " 22 500", "tcp", "udp");
    Baseline baseline = lab.baseline(kind).protectingEverything();
    baseline.setUp();
    String program = (at.contains(":") ? "ip6tables" : "iptables") + kind;
    lab.run(program + " -P INPUT DROP");
    List<String> before = lab.save(program, "filter");
    DoorAction action = lab.iptables(kind).inserting("INPUT", SSH);
    Grant grant = grant("ssh", one);

    assertThat(visitors).as("before the door").findsTcpAtLeast("say");
    assertThat(visitors).findsNothing("probe " + one + " " + at + " 22 500");
    action.open(grant);
    assertThat(visitors).finds("hold " + one + " " + at + " 22 500", "tcp");
    action.close(grant);

    assertThat(lab.save(program, "filter")).isEqualTo(before);
    assertThat(visitors).findsNothing("probe " + one + " " + at + " 22 500");
    assertThat(visitors).as("the running session").finds("say", "tcp");
    baseline.remove();
    assertThat(lab.save(program, "filter"))
        .containsExactly(":INPUT DROP", ":FORWARD ACCEPT", ":OUTPUT ACCEPT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void letConnectionsOutliveTheGrantsOfAServiceChain(String kind) throws Exception {
    ask(server, "serve 22 500");
    String one = "203.0.113.7";
    ServiceChain chain = lab.iptables(kind).service("ssh");
    chain.setUp(ServicePort.of(tcp(22)));
    lab.baseline(kind).protectingEverything().setUp();
    assertThat(visitors).findsNothing("probe " + one + " " + SERVER + " 22 500");

    chain.open(grant("ssh", one));
    assertThat(visitors).finds("hold " + one + " " + SERVER + " 22 500", "tcp");
    chain.close(grant("ssh", one));

    assertThat(visitors).findsNothing("probe " + one + " " + SERVER + " 22 500");
    assertThat(visitors).as("the running session").finds("say", "tcp");
  }

  private static Grant grant(String door, String visitor) {
    Door.Builder builder = Door.named(door).knock(tcp(1));
    boolean leased = door.equals("ssh");
    return Grant.of(
        leased ? builder.openFor(ofSeconds(10)).build() : builder.build(),
        IpAddress.parse(visitor),
        0);
  }
}
