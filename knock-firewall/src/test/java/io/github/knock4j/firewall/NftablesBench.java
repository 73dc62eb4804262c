// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server with a firewall and two visitors, each on a cable of its own. */
final class NftablesBench implements AutoCloseable {

  static final String ONE = "10.9.1.2";
  static final String ONE_IPV6 = "fd09:1::2";
  static final String OTHER = "10.9.2.2";
  static final String OTHER_IPV6 = "fd09:2::2";

  /** A crowd that comes by way of the program starts it hundreds of times. */
  private static final Duration PATIENCE = ofMinutes(5);

  /** Enough where an answer comes; it is not waited for. */
  private static final int LONG_MS = 10_000;

  /** Enough to believe that none comes. */
  private static final int SHORT_MS = 300;

  private final NetLab lab = NetLab.open();
  final Host server = lab.host("server");
  private final Running services;
  private final Running one;
  private final Running other;

  NftablesBench() {
    Host oneHost = lab.host("one");
    Host otherHost = lab.host("other");
    lab.join(server, "eth1", oneHost, "eth0");
    lab.join(server, "eth2", otherHost, "eth0");
    server.address("eth1", "10.9.1.1/24", "fd09:1::1/64");
    server.address("eth2", "10.9.2.1/24", "fd09:2::1/64");
    oneHost.address("eth0", ONE + "/24", ONE_IPV6 + "/64");
    otherHost.address("eth0", OTHER + "/24", OTHER_IPV6 + "/64");
    services = server.startJava(TrafficHost.class, List.of());
    one = oneHost.startJava(TrafficHost.class, List.of());
    other = otherHost.startJava(TrafficHost.class, List.of());
    for (String service : List.of("tcp 22", "tcp 80", "udp 53", "udp 54")) {
      assertThat(ask(services, "serve-" + service)).isEqualTo("serving");
    }
  }

  /** Starts a process with the firewall under test. */
  Running startFirewall() {
    Running firewall = server.startJava(NftablesHost.class, List.of());
    firewall.awaitLine("ready", PATIENCE);
    return firewall;
  }

  /** The same without the right to change the firewall. */
  Running startWeakFirewall() {
    List<String> argv = new ArrayList<>(List.of("setpriv", "--bounding-set", "-net_admin"));
    argv.addAll(Host.java(NftablesHost.class, List.of()));
    Running firewall = server.start(argv);
    firewall.awaitLine("ready", PATIENCE);
    return firewall;
  }

  /** Has the firewall do something, and fails if it cannot. */
  static void tell(Running firewall, String command) {
    assertThat(answer(firewall, command)).isEqualTo("done " + command);
  }

  /** Has the firewall do something, and answers with what it says. */
  static String answer(Running firewall, String command) {
    firewall.send(command);
    return firewall.awaitLine(command, PATIENCE);
  }

  String ruleset() {
    return server.run("nft", "list", "ruleset");
  }

  void assertOpen(String address, String... ports) {
    for (String port : ports) {
      assertThat(knockAt(address, port, LONG_MS))
          .as("%s from %s", port, address)
          .isEqualTo("open");
    }
  }

  void assertSilent(String address, String... ports) {
    for (String port : ports) {
      assertThat(knockAt(address, port, SHORT_MS))
          .as("%s from %s", port, address)
          .isEqualTo("silent");
    }
  }

  void assertRefused(String address, String... ports) {
    for (String port : ports) {
      assertThat(knockAt(address, port, LONG_MS))
          .as("%s from %s", port, address)
          .isEqualTo("refused");
    }
  }

  boolean isRefused(String address, String port) {
    return knockAt(address, port, LONG_MS).equals("refused");
  }

  /** Has the kernel know nothing of earlier connections, one of which may have had the same port. */
  void forgetConnections() {
    server.run("conntrack", "--flush");
  }

  void hold(String address, int port) {
    assertThat(ask(visitor(address), "hold " + serverAddress(address) + " " + port))
        .isEqualTo("open");
  }

  void assertStillTalking(String address) {
    assertThat(ask(visitor(address), "talk " + LONG_MS)).isEqualTo("open");
  }

  void assertTalksInVain(String address) {
    assertThat(ask(visitor(address), "talk " + SHORT_MS)).isEqualTo("silent");
  }

  private String knockAt(String address, String port, int patienceMs) {
    String protocol = port.substring(0, 3);
    String number = port.substring(3);
    return ask(
        visitor(address),
        protocol + " " + serverAddress(address) + " " + number + " " + patienceMs);
  }

  private Running visitor(String address) {
    return address.equals(ONE) || address.equals(ONE_IPV6) ? one : other;
  }

  private static String serverAddress(String visitor) {
    return visitor.substring(0, visitor.length() - 1) + "1";
  }

  private static String ask(Running host, String command) {
    host.send(command);
    return host.awaitLine("answer ", PATIENCE).substring("answer ".length());
  }

  @Override
  public void close() {
    lab.close();
  }
}
