// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.firewall.FirewallLab.SERVER;
import static io.github.knock4j.firewall.FirewallLab.SERVER_6;
import static io.github.knock4j.firewall.FirewallLab.ask;
import static io.github.knock4j.firewall.PeerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpNetwork;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a baseline makes and leaves. Needs root, iproute2 and both kinds of iptables. */
class BaselineIT {

  private static final IpNetwork LAN = IpNetwork.parse("192.168.0.0/16");

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
  void makesItsChainsOnceAndRemovesThemWithoutTrace(String kind) throws Exception {
    String program = "iptables" + kind;
    for (String each : List.of(program, "ip6tables" + kind)) {
      lab.run(
          each + " -P FORWARD DROP",
          each + " -A INPUT -p tcp --dport 22 -j ACCEPT",
          each + " -t nat -A POSTROUTING -o eth0 -j MASQUERADE");
    }
    List<String> before = all(kind);
    Baseline baseline = lab.baseline(kind)
        .protecting(udp(51_820), tcp(22))
        .protectingEverything()
        .protectingForwarding()
        .acceptingFrom(LAN, tcp(22))
        .acceptingIcmpFrom(LAN)
        .acceptingVisitorsIn("KNOCKD")
        .rejecting();

    baseline.setUp();
    List<String> once = all(kind);
    baseline.setUp();

    assertThat(all(kind)).isEqualTo(once);
    assertThat(lab.rules(program, "INPUT"))
        .containsExactly(
            "-A INPUT -m comment --comment knock4j-baseline -j knock4j",
            "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
            "-A INPUT -m comment --comment knock4j-baseline -j knock4j-shut");
    assertThat(lab.rules(program, "FORWARD"))
        .containsExactly(
            "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED"
                + " -m comment --comment knock4j-baseline -j ACCEPT",
            "-A FORWARD -m comment --comment knock4j-baseline -j knock4j-shut");
    assertThat(lab.rules(program, "knock4j"))
        .containsExactly(
            "-A knock4j -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            "-A knock4j -i lo -j ACCEPT",
            "-A knock4j -s 192.168.0.0/16 -p tcp -m tcp --dport 22 -j ACCEPT",
            "-A knock4j -s 192.168.0.0/16 -p icmp -j ACCEPT",
            "-A knock4j -m comment --comment knock4j-baseline-made -j KNOCKD",
            "-A knock4j -p udp -m udp --dport 51820 -j knock4j-shut",
            "-A knock4j -p tcp -m tcp --dport 22 -j knock4j-shut");
    baseline.remove();
    assertThat(all(kind)).isEqualTo(before);
    baseline.remove();
    assertThat(all(kind)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void leavesWhatOthersHaveAddedMeanwhile(String kind) throws Exception {
    String program = "iptables" + kind;
    lab.run(program + " -N KNOCKD", program + " -A KNOCKD -s 10.0.0.1 -j ACCEPT");
    Baseline baseline = lab.baseline(kind).protectingEverything().acceptingVisitorsIn("KNOCKD");
    baseline.setUp();
    lab.run(
        program + " -I INPUT -s 10.0.0.2 -j ACCEPT",
        program + " -A INPUT -s 10.0.0.3 -j ACCEPT",
        program + " -P INPUT DROP");

    baseline.setUp();
    assertThat(lab.rules(program, "INPUT"))
        .containsExactly(
            "-A INPUT -s 10.0.0.2/32 -j ACCEPT",
            "-A INPUT -m comment --comment knock4j-baseline -j knock4j",
            "-A INPUT -s 10.0.0.3/32 -j ACCEPT",
            "-A INPUT -m comment --comment knock4j-baseline -j knock4j-shut");

    baseline.remove();
    assertThat(lab.save(program, "filter"))
        .containsExactly(
            ":INPUT DROP",
            ":FORWARD ACCEPT",
            ":OUTPUT ACCEPT",
            ":KNOCKD -",
            "-A INPUT -s 10.0.0.2/32 -j ACCEPT",
            "-A INPUT -s 10.0.0.3/32 -j ACCEPT",
            "-A KNOCKD -s 10.0.0.1/32 -j ACCEPT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void becomesAnotherOne(String kind) throws Exception {
    String program = "iptables" + kind;
    lab.baseline(kind)
        .protectingEverything()
        .protectingForwarding()
        .acceptingVisitorsIn("ONE")
        .setUp();

    lab.baseline(kind).protecting(udp(500)).acceptingVisitorsIn("OTHER").setUp();
    assertThat(lab.save(program, "filter"))
        .containsExactlyInAnyOrder(
            ":INPUT ACCEPT",
            ":FORWARD ACCEPT",
            ":OUTPUT ACCEPT",
            ":OTHER -",
            ":knock4j -",
            ":knock4j-shut -",
            "-A INPUT -m comment --comment knock4j-baseline -j knock4j",
            "-A knock4j -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            "-A knock4j -i lo -j ACCEPT",
            "-A knock4j -m comment --comment knock4j-baseline-made -j OTHER",
            "-A knock4j -p udp -m udp --dport 500 -j knock4j-shut",
            "-A knock4j-shut -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN"
                + " -m conntrack --ctstate NEW -j ACCEPT",
            "-A knock4j-shut -j DROP");

    lab.run(program + " -A FORWARD -j OTHER");
    lab.baseline(kind).remove();
    assertThat(lab.save(program, "filter"))
        .as("a chain that somebody else has come to use")
        .contains(":OTHER -", "-A FORWARD -j OTHER")
        .noneMatch(line -> line.contains("knock4j"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void cutsNoConnectionThatTheKernelHasNotTrackedYet(String kind) throws Exception {
    var visitors = lab.visitors();
    ask(lab.peer(), "serve 22 500");
    for (boolean rejects : new boolean[] {false, true}) {
      for (String addresses : List.of("203.0.113.7 " + SERVER, "2001:db8::7 " + SERVER_6)) {
        Baseline baseline = lab.baseline(kind).protecting(tcp(22)).protectingEverything();
        baseline = rejects ? baseline.rejecting() : baseline;
        assertThat(visitors).finds("hold " + addresses + " 22 500", "tcp", "udp");

        baseline.setUp();
        assertThat(visitors).as("set up " + rejects).findsTcpAtLeast("say");
        assertThat(visitors).findsNothing("probe " + addresses + " 22 500");

        baseline.setUp();
        assertThat(visitors).as("again").findsTcpAtLeast("say");

        baseline.remove();
        assertThat(visitors).as("removed").findsTcpAtLeast("say");
        assertThat(visitors).finds("probe " + addresses + " 22 500", "tcp", "udp");
      }
    }
  }

  /** All tables of both families, but for the numbers and the time. */
  private List<String> all(String kind) {
    String both = lab.server().run("iptables" + kind + "-save")
        + lab.server().run("ip6tables" + kind + "-save");
    return both.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceFirst(" \\[\\d+:\\d+]$", ""))
        .toList();
  }
}
