// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.IpAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs root, iproute2 and both kinds of iptables. */
class ServiceChainIT {

  private static final ServicePort SSH = ServicePort.of(tcp(22));

  private Namespace namespace;

  @BeforeEach
  void makeNamespace() throws Exception {
    namespace = new Namespace();
  }

  @AfterEach
  void removeNamespace() throws Exception {
    namespace.remove();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void makesAndRemovesItsChainInBothFamilies(String kind) throws Exception {
    ServiceChain chain = chain(kind, "ssh");
    List<String> before = rules("iptables" + kind);

    assertThat(chain.setUp(SSH.onlyNewConnections())).isTrue();
    assertThat(chain.setUp(SSH)).isFalse();

    for (String program : List.of("iptables" + kind, "ip6tables" + kind)) {
      assertThat(rules(program))
          .contains("-N pk-ssh")
          .containsSubsequence(
              "-A INPUT -p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -j pk-ssh",
              "-A pk-ssh -j DROP");
    }
    assertThat(chain.remove()).isTrue();
    assertThat(chain.remove()).isFalse();
    assertThat(rules("iptables" + kind)).isEqualTo(before);
    assertThat(rules("ip6tables" + kind)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void keepsAddressesInAscendingOrderAboveLogAndEnd(String kind) throws Exception {
    ServiceChain chain = chain(kind, "vpn");
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
    assertThat(rules("iptables" + kind))
        .containsSubsequence(
            "-A pk-vpn -s 200.0.0.1/32 -j ACCEPT",
            "-A pk-vpn -m limit --limit 10/sec -j LOG --log-prefix \"vpn: no \" --log-level 6",
            "-A pk-vpn -j DROP");
  }

  @Test
  void deletesAnAddressAndIsContentToFindItGone() throws Exception {
    ServiceChain chain = chain("", "ssh");
    chain.setUp(SSH);
    chain.add(IpAddress.parse("203.0.113.7"));

    assertThat(chain.delete(IpAddress.parse("203.0.113.7"))).isTrue();

    assertThat(chain.delete(IpAddress.parse("203.0.113.7"))).isFalse();
    assertThat(chain.addresses()).isEmpty();
    chain.remove();
    assertThat(chain.delete(IpAddress.parse("203.0.113.7"))).isFalse();
  }

  @Test
  void removesEveryJumpAlsoOneWithASpaceInItsComment() throws Exception {
    ServiceChain chain = chain("", "ssh");
    chain.setUp(SSH);
    namespace.inside(
        "iptables", "-I", "FORWARD", "-m", "comment", "--comment", "a \"b\" \\ c", "-j", "pk-ssh");

    chain.remove();

    assertThat(rules("iptables")).noneMatch(rule -> rule.contains("pk-ssh"));
  }

  @Test
  void makesAChainAnewThatNothingJumpsTo() throws Exception {
    ServiceChain chain = chain("", "ssh");
    namespace.inside("iptables", "-N", "pk-ssh");

    assertThat(chain.setUp(SSH)).isTrue();

    assertThat(rules("iptables")).contains("-A pk-ssh -j DROP");
  }

  @Test
  void saysThatThereIsNoChainToLetAnyoneInto() {
    assertThatThrownBy(() -> chain("", "ssh").add(IpAddress.parse("203.0.113.7")))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("pk-ssh");
  }

  private ServiceChain chain(String kind, String service) {
    return new ServiceChain(namespace.xtables(kind), service);
  }

  private List<String> rules(String program) throws Exception {
    try (Stream<String> lines = namespace.inside(program, "-S").lines()) {
      return lines.toList();
    }
  }
}
