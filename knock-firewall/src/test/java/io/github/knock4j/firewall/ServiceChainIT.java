// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.IpAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs root, iproute2 and both kinds of iptables. */
class ServiceChainIT {

  private static final ServicePort SSH = ServicePort.of(tcp(22));
  private static final IpAddress VISITOR = IpAddress.parse("203.0.113.7");

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
  void makesAndRemovesItsChainInBothFamilies(String kind) throws Exception {
    ServiceChain chain = lab.iptables(kind).service("ssh");
    lab.run("iptables" + kind + " -A INPUT -i lo -j ACCEPT");
    List<String> before = lab.save("iptables" + kind, "filter");

    assertThat(chain.exists()).isFalse();
    assertThat(chain.setUp(SSH.onlyNewConnections())).isTrue();
    assertThat(chain.setUp(SSH.onlyNewConnections())).isFalse();

    assertThat(chain.exists()).isTrue();
    assertThat(lab.save("iptables" + kind, "filter"))
        .containsExactly(
            ":INPUT ACCEPT",
            ":FORWARD ACCEPT",
            ":OUTPUT ACCEPT",
            ":pk-ssh -",
            "-A INPUT -i lo -j ACCEPT",
            "-A INPUT -p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -j pk-ssh",
            "-A pk-ssh -j DROP");
    assertThat(lab.save("ip6tables" + kind, "filter"))
        .containsExactly(
            ":INPUT ACCEPT",
            ":FORWARD ACCEPT",
            ":OUTPUT ACCEPT",
            ":pk-ssh -",
            "-A INPUT -p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -j pk-ssh",
            "-A pk-ssh -j DROP");

    assertThat(chain.remove()).isTrue();
    assertThat(chain.remove()).isFalse();
    assertThat(lab.save("iptables" + kind, "filter")).isEqualTo(before);
    assertThat(lab.save("ip6tables" + kind, "filter"))
        .containsExactly(":INPUT ACCEPT", ":FORWARD ACCEPT", ":OUTPUT ACCEPT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void keepsAddressesInAscendingOrderAboveLogAndEnd(String kind) throws Exception {
    ServiceChain chain = lab.iptables(kind).service("vpn");
    PacketLog log = PacketLog.everyPacket().prefix("vpn: no").limit("10/second").level("info");
    chain.setUp(ServicePort.of(udp(500)).logging(log));

    for (String address :
        List.of("10.0.0.9", "9.0.0.1", "200.0.0.1", "10.0.0.10", "2001:db8::f", "2001:db8::1:0")) {
      assertThat(chain.add(IpAddress.parse(address))).isTrue();
    }

    assertThat(chain.add(IpAddress.parse("10.0.0.10"))).isFalse();
    assertThat(chain.addresses().stream().map(IpAddress::toString))
        .containsExactly(
            "9.0.0.1", "10.0.0.9", "10.0.0.10", "200.0.0.1", "2001:db8::f", "2001:db8::1:0");
    assertThat(lab.rules("iptables" + kind, "pk-vpn"))
        .containsExactly(
            "-A pk-vpn -s 9.0.0.1/32 -j ACCEPT",
            "-A pk-vpn -s 10.0.0.9/32 -j ACCEPT",
            "-A pk-vpn -s 10.0.0.10/32 -j ACCEPT",
            "-A pk-vpn -s 200.0.0.1/32 -j ACCEPT",
            "-A pk-vpn -m limit --limit 10/sec -j LOG --log-prefix \"vpn: no \" --log-level 6",
            "-A pk-vpn -j DROP");
    assertThat(lab.rules("ip6tables" + kind, "pk-vpn"))
        .startsWith(
            "-A pk-vpn -s 2001:db8::f/128 -j ACCEPT", "-A pk-vpn -s 2001:db8::1:0/128 -j ACCEPT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void keepsAddressesAndThePlaceOfItsJumpWhenItIsMadeAnew(String kind) throws Exception {
    String program = "iptables" + kind;
    ServiceChain chain = lab.iptables(kind).service("ssh");
    lab.run(program + " -A INPUT -i lo -j ACCEPT");
    chain.setUp(SSH);
    chain.add(VISITOR);
    lab.run(
        program + " -A INPUT -j REJECT",
        program + " -A INPUT -p tcp --dport 2200 -j pk-ssh",
        program + " -A pk-ssh -j DROP");

    chain.setUp(ServicePort.of(tcp(2222)).accepting().logging(PacketLog.everyPacket()));

    assertThat(lab.rules(program, "INPUT"))
        .containsExactly(
            "-A INPUT -i lo -j ACCEPT",
            "-A INPUT -p tcp -m tcp --dport 2222 -j pk-ssh",
            "-A INPUT -j REJECT --reject-with icmp-port-unreachable");
    assertThat(lab.rules(program, "pk-ssh"))
        .containsExactly(
            "-A pk-ssh -s 203.0.113.7/32 -j ACCEPT", "-A pk-ssh -j LOG", "-A pk-ssh -j ACCEPT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void deletesAnAddressAndIsContentToFindItGone(String kind) throws Exception {
    ServiceChain chain = lab.iptables(kind).service("ssh");
    chain.setUp(SSH);
    chain.add(VISITOR);

    assertThat(chain.delete(VISITOR)).isTrue();

    assertThat(chain.delete(VISITOR)).isFalse();
    assertThat(chain.addresses()).isEmpty();
    chain.remove();
    assertThat(chain.delete(VISITOR)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void removesEveryJumpButNoRuleThatOnlySpeaksOfIt(String kind) throws Exception {
    String program = "iptables" + kind;
    ServiceChain chain = lab.iptables(kind).service("ssh");
    chain.setUp(SSH);
    lab.server()
        .run(program, "-I", "FORWARD", "-m", "comment", "--comment", "a \"b\" \\", "-j", "pk-ssh");
    lab.server().run(program, "-A", "OUTPUT", "-m", "comment", "--comment", "not -j pk-ssh");
    lab.run(program + " -N pk-ssh2", program + " -A FORWARD -g pk-ssh");
    lab.run(program + " -A FORWARD -j pk-ssh2");

    chain.remove();

    assertThat(lab.save(program, "filter"))
        .containsExactly(
            ":INPUT ACCEPT",
            ":FORWARD ACCEPT",
            ":OUTPUT ACCEPT",
            ":pk-ssh2 -",
            "-A FORWARD -j pk-ssh2",
            "-A OUTPUT -m comment --comment \"not -j pk-ssh\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\" -j ACCEPT", "-j ACCEPT", "a;b $(c) `d`", "%IP%%n\\", "# no", "!"})
  void takesALogPrefixForNothingButText(String prefix) throws Exception {
    ServiceChain chain = lab.iptables("").service("ssh");

    chain.setUp(SSH.logging(PacketLog.everyPacket().prefix(prefix)));

    String quoted = (prefix + " ").replace("\\", "\\\\").replace("\"", "\\\"");
    assertThat(lab.rules("iptables", "pk-ssh"))
        .containsExactly("-A pk-ssh -j LOG --log-prefix \"" + quoted + "\"", "-A pk-ssh -j DROP");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void isMadeOnceAndThenLeftAlone(String kind) throws Exception {
    Iptables iptables = lab.iptables(kind);

    assertThat(iptables.service("ssh").create(SSH)).isTrue();
    iptables.onlyIpv4().service("web").create(ServicePort.of(tcp(80)));
    List<String> once = lab.save("iptables" + kind, "filter");

    assertThat(iptables.service("ssh").create(ServicePort.of(udp(500)))).isFalse();
    assertThat(lab.save("ip6tables" + kind, "filter")).doesNotContain(":pk-web -");
    assertThat(iptables.service("web").create(SSH)).isTrue();
    assertThat(lab.save("ip6tables" + kind, "filter")).contains(":pk-web -");
    assertThat(lab.save("iptables" + kind, "filter")).isEqualTo(once);
    assertThat(iptables.services()).containsExactly("ssh", "web");
  }

  @Test
  void leavesIpv6AloneWhereItIsSoSet() throws Exception {
    ServiceChain chain = lab.iptables("").onlyIpv4().service("ssh");

    chain.setUp(SSH);

    assertThat(lab.save("ip6tables", "filter")).noneMatch(line -> line.contains("pk-ssh"));
    assertThat(chain.delete(IpAddress.parse("2001:db8::7"))).isFalse();
    assertThatThrownBy(() -> chain.add(IpAddress.parse("2001:db8::7")))
        .hasMessageStartingWith("iptables is set to IPv4 only");
  }

  @Test
  void listsTheRulesOfBothFamilies() throws Exception {
    Iptables iptables = lab.iptables("");
    iptables.service("ssh").setUp(SSH);
    iptables.service("ssh").add(VISITOR);

    assertThat(iptables.rules())
        .contains("-P INPUT ACCEPT", "-N pk-ssh", "-A pk-ssh -s 203.0.113.7/32 -j ACCEPT")
        .filteredOn(line -> line.equals("-A pk-ssh -j DROP"))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void saysThatThereIsNoChainToLetAnyoneInto(String kind) {
    assertThatThrownBy(() -> lab.iptables(kind).service("ssh").add(VISITOR))
        .hasMessage("service must be set up before it lets anyone in: pk-ssh");
  }
}
