// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A keeper opens through every kind of interface that this kernel has. Those that it has not are
 * named in the output.
 */
class InterfaceKindsIT {

  /** Any kernel that runs containers or a VPN has these. */
  private static final Set<InterfaceKind> EXPECTED =
      EnumSet.of(InterfaceKind.BRIDGE, InterfaceKind.TUN, InterfaceKind.TAP);

  private static final Set<InterfaceKind> OFFERED = EnumSet.noneOf(InterfaceKind.class);

  private NetLab lab;
  private Host server;
  private Host client;

  @BeforeAll
  static void askTheKernel() {
    NetLab.require("knock", "socat");
    for (InterfaceKind kind : InterfaceKind.values()) {
      kind.refusal()
          .ifPresentOrElse(
              words -> System.out.println("not on this kernel: " + kind + " (" + words + ")"),
              () -> OFFERED.add(kind));
    }
  }

  static Set<InterfaceKind> offered() {
    return OFFERED;
  }

  @BeforeEach
  void join() {
    lab = NetLab.open();
    server = lab.host("server");
    client = lab.host("client");
    lab.join(server, client);
  }

  @AfterEach
  void leave() {
    lab.close();
  }

  @Test
  void areThoseThatAnyKernelHasAtLeast() {
    assertThat(OFFERED).containsAll(EXPECTED);
  }

  @ParameterizedTest
  @MethodSource("offered")
  void carryKnocks(InterfaceKind kind) {
    kind.make(server, 1, 2);
    kind.make(client, 2, 1);
    server.address("x0", "10.20.0.1/24", "fd20::1/64");
    client.address("x0", "10.20.0.2/24", "fd20::2/64");
    awaitCarrier(server);
    awaitCarrier(client);
    Keeper keeper = Keeper.on(server, "x0");

    if (kind.carries(4)) {
      keeper.opensOnceForEachFullKnock(client, "10.20.0.1", "10.20.0.2");
    }
    if (kind.carries(6)) {
      keeper.opensOnceForEachFullKnock(client, "fd20::1", "fd20::2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "any"})
  void carryKnocksWhenTheyAreCables(String device) {
    Keeper keeper = Keeper.on(server, device);

    keeper.opensOnceForEachFullKnock(client, "10.9.0.1", "10.9.0.2");
    keeper.opensOnceForEachFullKnock(client, "fd09::1", "fd09::2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lo", "any"})
  void carryKnocksOfTheHostItself(String device) {
    Keeper keeper = Keeper.on(server, device);

    keeper.opensOnceForEachFullKnock(server, "127.0.0.1", "127.0.0.1");
    keeper.opensOnceForEachFullKnock(server, "::1", "::1");
  }

  /** Such an address is mostly on an interface of the kind dummy, by which no packet ever comes. */
  @Test
  void carryKnocksAtAnAddressOfAnotherInterfaceToAny() {
    server.address("lo", "10.8.0.1/32", "fd08::1/128");
    client.run("ip", "route", "add", "10.8.0.1", "via", "10.9.0.1");
    client.run("ip", "-6", "route", "add", "fd08::1", "via", "fd09::1");
    Keeper keeper = Keeper.on(server, "any");

    keeper.opensOnceForEachFullKnock(client, "10.8.0.1", "10.9.0.2");
    keeper.opensOnceForEachFullKnock(client, "fd08::1", "fd09::2");
  }

  private static void awaitCarrier(Host host) {
    host.run("sh", "-c", "until [ \"$(cat /sys/class/net/x0/carrier)\" = 1 ]; do :; done");
  }
}
