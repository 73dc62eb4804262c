// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortForwardTest {

  private static final IpAddress HOST = IpAddress.parse("192.168.1.10");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-i",
        "eth0 -j ACCEPT",
        "eth0\n",
        "a;b",
        "%IP%",
        "+",
        "!",
        "eth0/1",
        "ab3456789012345+"
      })
  void refusesANameThatNoInterfaceHas(String name) {
    assertThatThrownBy(() -> forward().arrivingOn(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("interface name must have 1..15 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "eth0.2", "br-lan", "ppp+", "abc456789012345"})
  void takesANameThatAnInterfaceHas(String name) {
    assertThat(forward().arrivingOn(name).build())
        .hasToString("PortForward[tcp/2222 to 192.168.1.10 port 22]");
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThatThrownBy(() -> forward().to(HOST, 0)).hasMessage("port must be 1..65535: 0");
    assertThatThrownBy(() -> forward().to(HOST, 65_536)).hasMessage("port must be 1..65535: 65536");
  }

  @Test
  void refusesANameThatNoChainHas() {
    assertThatThrownBy(() -> forward().inChain(PortForward.Place.WAN_FORWARD, "a b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToForwardWhatDoesNotComeFromOutside() {
    assertThatThrownBy(() -> forward().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("forward must have an interface where visitors arrive");
    forward().inChain(PortForward.Place.WAN_PREROUTING, "prerouting_wan_rule").build();
  }

  @Test
  void refusesAForwardWithoutItsEnds() {
    PortForward.Builder forward = PortForward.through(Iptables.system());

    assertThatThrownBy(forward::build).hasMessageEndingWith("has no port");
    assertThatThrownBy(forward.forwarding(tcp(1))::build)
        .hasMessageEndingWith("has no inside host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.2.1", "fd00::1"})
  void refusesAHairpinThatDoesNotGoThroughTheLan(String inside) {
    PortForward.Builder forward = forward()
        .arrivingOn("eth0")
        .hairpin(
            IpNetwork.parse("192.168.1.0/24"),
            IpAddress.parse("203.0.113.1"),
            IpAddress.parse(inside));

    assertThatThrownBy(forward::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("hairpin must have the router's inside address in its LAN");
  }

  @Test
  void refusesAChainWhereNftablesHasItsOwn() {
    PortForward.Builder forward = PortForward.throughNftables()
        .forwarding(tcp(2222))
        .to(HOST, 22)
        .arrivingOn("eth0")
        .inChain(PortForward.Place.WAN_FORWARD, "forwarding_wan_rule");

    assertThatThrownBy(forward::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("forward through nftables must have no chain set: [WAN_FORWARD]");
  }

  @Test
  void refusesAWayThatTakesNoScripts() {
    assertThatThrownBy(() -> PortForward.through(Nftables.Way.NETLINK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("way of a forward must be LIBNFTABLES or PROGRAM: NETLINK");
  }

  private static PortForward.Builder forward() {
    return PortForward.through(Iptables.system()).forwarding(tcp(2222)).to(HOST, 22);
  }
}
