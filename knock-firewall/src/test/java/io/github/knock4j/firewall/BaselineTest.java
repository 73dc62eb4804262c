// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import io.github.knock4j.firewall.BaselineRules.Accepted;
import io.github.knock4j.firewall.BaselineRules.Option;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {

  private static final BaselineRules NOTHING = BaselineRules.OF_NOTHING;
  private static final IpAddress PEER = IpAddress.parse("192.168.1.2");
  private static final IpNetwork LAN = IpNetwork.parse("192.168.0.0/16");

  @Test
  void acceptsWhatIsEstablishedBeforeAllElse() {
    assertThat(lines(NOTHING.withPorts(List.of(udp(500))).chain(true, false)))
        .containsExactly(
            "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            "-i lo -j ACCEPT",
            "-p udp -m udp --dport 500 -j knock4j-shut");
  }

  @Test
  void leavesIpv6ItsNeighboursWhenItShutsEverything() {
    BaselineRules everything = NOTHING.with(Option.EVERYTHING);

    assertThat(lines(everything.chain(true, false))).hasSize(2);
    assertThat(lines(everything.chain(false, false)))
        .contains(
            "-p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT",
            "-s fe80::/10 -p udp -m udp --sport 547 --dport 546 -j ACCEPT");
  }

  @Test
  void takesEachNetworkForItsFamily() {
    IpNetwork lan6 = IpNetwork.parse("2001:db8::/32");
    BaselineRules rules =
        NOTHING.withAccepted(List.of(new Accepted(LAN, null), new Accepted(lan6, null)));

    assertThat(lines(rules.chain(true, false)))
        .last()
        .isEqualTo("-s " + LAN + " -p icmp -j ACCEPT");
    assertThat(lines(rules.chain(false, false)))
        .last()
        .isEqualTo("-s " + lan6 + " -p ipv6-icmp -j ACCEPT");
  }

  @Test
  void answersNothingThatMayBelongToAConnectionWithAReset() {
    assertThat(lines(NOTHING.with(Option.REJECTS).shut()))
        .containsExactly(
            "-m conntrack --ctstate INVALID -j DROP",
            "-p tcp ! --syn -m conntrack --ctstate NEW -j ACCEPT",
            "-p tcp -j REJECT --reject-with tcp-reset",
            "-j REJECT");
  }

  @Test
  void knowsWhomItShutsOut() {
    BaselineRules ssh = NOTHING.withPorts(List.of(tcp(22)));

    assertThat(ssh.shuts(PEER, tcp(22))).isTrue();
    assertThat(ssh.shuts(PEER, tcp(2222))).isFalse();
    assertThat(ssh.with(Option.EVERYTHING).shuts(PEER, tcp(2222))).isTrue();
    assertThat(ssh.withAccepted(List.of(new Accepted(LAN, tcp(22)))).shuts(PEER, tcp(22)))
        .isFalse();
    assertThat(ssh.withAccepted(List.of(new Accepted(LAN, null))).shuts(PEER, tcp(22)))
        .isTrue();
  }

  @Test
  void findsTheChainThatItHasMadeUnlessSomebodyElseUsesIt() {
    String jump = "-A knock4j -m comment --comment knock4j-baseline-made -j VISITORS\n";

    assertThat(BaselineRules.visitorsMade(Listing.of(jump))).contains("VISITORS");
    assertThat(BaselineRules.visitorsMade(Listing.of(jump + "-A INPUT -j VISITORS\n")))
        .isEmpty();
    assertThat(BaselineRules.visitorsMade(Listing.of(jump.replace("-made", ""))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INPUT", "FORWARD", "OUTPUT", "knock4j", "knock4j-shut", "", "-x", "a b"})
  void refusesAChainForVisitorsThatIsNone(String chain) {
    Baseline baseline = Baseline.with(Iptables.system());

    assertThatThrownBy(() -> baseline.acceptingVisitorsIn(chain))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAPortTwiceAndTooMany() {
    Baseline baseline = Baseline.with(Iptables.system()).protecting(tcp(22));

    assertThatThrownBy(() -> baseline.protecting(tcp(22)))
        .hasMessage("baseline must have at most 64 ports, each once: 2");
    assertThatThrownBy(() -> baseline.protecting(
            IntStream.rangeClosed(100, 163).mapToObj(port -> udp(port)).toArray(Knock[]::new)))
        .hasMessage("baseline must have at most 64 ports, each once: 65");
  }

  private static List<String> lines(List<List<String>> rules) {
    return rules.stream().map(rule -> String.join(" ", rule)).toList();
  }
}
