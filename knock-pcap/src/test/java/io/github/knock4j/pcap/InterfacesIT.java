// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A source whose interfaces come and go. A new one is heard on a few milliseconds after it is up:
 * the tests knock when the source says so. Nobody waits where an interface was only down.
 */
class InterfacesIT {

  private static final Duration PATIENCE = ofSeconds(20);
  private static final int TIMES = 10;

  private NetLab lab;
  private Host server;
  private Host client;

  @BeforeAll
  static void here() {
    NetLab.require("knock");
  }

  @BeforeEach
  void build() {
    lab = NetLab.open();
    server = lab.host("server");
    client = lab.host("client");
  }

  @AfterEach
  void leave() {
    lab.close();
  }

  @Test
  void hearsOnAnInterfaceThatCameAfterItWasStarted() {
    Running source = listen("eth0");
    assertThat(source.output())
        .contains("deaf: eth0: interface 'eth0' does not exist, there are [lo]");

    join("eth0", 9);
    source.awaitLine("recovered: eth0", PATIENCE);
    knock(9);

    hear(source, 9);
  }

  @Test
  void hearsAgainOnAnInterfaceThatWasDown() {
    join("eth0", 9);
    Running source = listen("eth0");
    server.run("ip", "link", "set", "eth0", "down");
    source.awaitLine("deaf: eth0: ", PATIENCE);
    server.run("ip", "link", "set", "eth0", "up");
    source.awaitLine("recovered: eth0", PATIENCE);

    for (int i = 0; i < TIMES; i++) {
      server.run("ip", "link", "set", "eth0", "down");
      server.run("ip", "link", "set", "eth0", "up");
      knock(9);
      hear(source, 9);
    }
  }

  @Test
  void hearsEveryKnockOnAnInterfaceThatIsDeletedAndMadeAnew() {
    join("eth0", 9);
    Running source = listen("eth0");
    long slowestMs = 0;
    for (int i = 0; i < TIMES; i++) {
      knock(9);
      hear(source, 9);
      server.run("ip", "link", "delete", "eth0");
      join("eth0", 9);
      long startNs = System.nanoTime();
      source.awaitLine("recovered: eth0", PATIENCE);
      slowestMs = Math.max(slowestMs, (System.nanoTime() - startNs) / 1_000_000);
      knock(9);
      hear(source, 9);
    }
    System.out.println("heard again at most " + slowestMs + " ms after all was set up");
    assertThat(source.output().lines().filter(line -> line.startsWith("deaf"))).hasSize(TIMES);
  }

  @Test
  void findsAnInterfaceAgainWhateverItsHandlerThrewWhenToldOfTheBreak() {
    join("eth0", 9);
    Running source = listen("eth0", "udp", "failing");
    server.run("ip", "link", "delete", "eth0");
    source.awaitLine("deaf", PATIENCE);

    join("eth0", 9);

    source.awaitLine("recovered: eth0", PATIENCE);
    knock(9);
    hear(source, 9);
  }

  @Test
  void hearsOnEveryInterfaceThatAGlobMatchesAndOnNamedOnes() {
    join("eth0", 9);
    join("wan", 10);
    Running source = listen("eth*,wan");
    join("eth1", 11);
    join("dmz", 12);

    knock(9);
    hear(source, 9);
    knock(10);
    hear(source, 10);
    knock(12);
    knockUntilHeard(source, 11);
    assertThat(source.output()).doesNotContain("10.12.0.1");
  }

  @Test
  void followsTheDefaultRoutesOfBothFamilies() {
    join("eth0", 9);
    join("eth1", 10);
    Running source = listen("default");
    assertThat(source.output()).contains("deaf: default route: there is no default route");

    server.run("ip", "route", "add", "default", "via", "10.9.0.2");
    knockUntilHeard(source, 9);

    server.run("ip", "-6", "route", "add", "default", "via", "fd10::2");
    knockUntilHeard(source, 10);

    server.run("ip", "route", "replace", "default", "via", "10.10.0.2");
    knockUntilNotHeard(source, 9);
    knock(10);
    hear(source, 10);
  }

  @Test
  void keepsNoSocketOfAnInterfaceThatIsGone() {
    join("eth0", 9);
    Running source = listen("eth0");
    for (int i = 0; i < TIMES; i++) {
      server.run("ip", "link", "delete", "eth0");
      join("eth0", 9);
      source.awaitLine("recovered", PATIENCE);
    }
    assertThat(
            server.run("cat", "/proc/" + source.pid() + "/net/packet").lines().skip(1))
        .as("packet sockets")
        .hasSize(1);
  }

  private void join(String name, int network) {
    lab.join(server, name, client, name);
    server.address(name, "10." + network + ".0.1/24", "fd" + two(network) + "::1/64");
    client.address(name, "10." + network + ".0.2/24", "fd" + two(network) + "::2/64");
  }

  private static String two(int network) {
    return network < 10 ? "0" + network : "" + network;
  }

  private void knock(int network) {
    client.run("knock", "10." + network + ".0.1", "8002:udp");
  }

  private void knockUntilHeard(Running source, int network) {
    knockUntil(source, network, true);
  }

  private void knockUntilNotHeard(Running source, int network) {
    knockUntil(source, network, false);
  }

  /** A knock may be heard late, so one that was not heard says little. */
  private void knockUntil(Running source, int network, boolean isHeard) {
    long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
    int enough = isHeard ? 1 : 3;
    int inARow = 0;
    while (inARow < enough && System.nanoTime() - deadlineNs < 0) {
      long before = source.output().lines().count();
      knock(network);
      source.send("drain");
      source.awaitLine("drained", PATIENCE);
      boolean wasHeard = source.output().lines().count() > before + 1;
      inARow = wasHeard == isHeard ? inARow + 1 : 0;
    }
    assertThat(inARow).as(source.output()).isEqualTo(enough);
  }

  private static void hear(Running source, int network) {
    assertThat(source.awaitLine("heard", PATIENCE))
        .isEqualTo("heard UDP 10." + network + ".0.2 10." + network + ".0.1 8002 local");
  }

  private Running listen(String devices) {
    return listen(devices, "udp");
  }

  private Running listen(String... arguments) {
    Running source = server.startJava(Listening.class, List.of(), arguments);
    source.awaitLine("ready", PATIENCE);
    return source;
  }
}
