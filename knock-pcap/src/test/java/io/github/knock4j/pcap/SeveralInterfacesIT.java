// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One keeper on a router between a client and an inner host. */
class SeveralInterfacesIT {

  private NetLab lab;
  private Host router;
  private Host client;
  private Host inner;

  @BeforeAll
  static void here() {
    NetLab.require("knock");
  }

  @BeforeEach
  void join() {
    lab = NetLab.open();
    router = lab.host("router");
    client = lab.host("client");
    inner = lab.host("inner");
    join("wan0", client, "10.9.0", "fd09::");
    join("lan0", inner, "10.10.0", "fd10::");
    router.run("sysctl", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
  }

  private void join(String name, Host host, String ipv4, String ipv6) {
    lab.join(router, name, host, "eth0");
    router.address(name, ipv4 + ".1/24", ipv6 + "1/64");
    host.address("eth0", ipv4 + ".2/24", ipv6 + "2/64");
    host.run("ip", "route", "add", "default", "via", ipv4 + ".1");
    host.run("ip", "-6", "route", "add", "default", "via", ipv6 + "1");
  }

  @AfterEach
  void leave() {
    lab.close();
  }

  /** A forwarded packet comes in by one interface, where it counts, and goes out by another. */
  @ParameterizedTest
  @ValueSource(strings = {"wan0 lan0", "*", "any"})
  void hearAForwardedKnockOnce(String devices) {
    Keeper keeper = Keeper.on(router, ("target=10.10.0.2 " + devices).split(" "));

    keeper.opensOnceForEachFullKnock(client, "10.10.0.2", "10.9.0.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wan0 lan0", "any"})
  void hearAForwardedKnockOnceOverIpv6(String devices) {
    Keeper keeper = Keeper.on(router, ("target=fd10::2 " + devices).split(" "));

    keeper.opensOnceForEachFullKnock(client, "fd10::2", "fd09::2");
  }

  /** Not even by a door whose target they go to. */
  @ParameterizedTest
  @ValueSource(strings = {"wan0 lan0", "any"})
  void doNotHearWhatTheirHostSends(String devices) {
    Keeper keeper = Keeper.on(router, ("target=10.10.0.2 " + devices).split(" "));

    Keeper.knock(router, "10.10.0.2");
    Keeper.knock(client, "10.10.0.2");

    keeper.opensTo("10.9.0.2");
    assertThat(keeper.openings()).isEqualTo(1);
  }

  @Test
  void openTheSameDoorThroughAnyOfThem() {
    Keeper keeper = Keeper.on(router, "wan0", "lan0", "vpn*");
    Host roaming = lab.host("roaming");
    join("vpn0", lab.host("other"), "10.11.0", "fd11::");
    join("vpn1", roaming, "10.12.0", "fd12::");

    keeper.opensOnceForEachFullKnock(client, "10.9.0.1", "10.9.0.2");
    keeper.opensOnceForEachFullKnock(inner, "fd10::1", "fd10::2");
    keeper.opensOnceForEachFullKnock(roaming, "10.12.0.1", "10.12.0.2");
  }
}
