// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.firewall.FirewallLab.SERVER;
import static io.github.knock4j.firewall.FirewallLab.SERVER_6;
import static io.github.knock4j.firewall.FirewallLab.ask;
import static io.github.knock4j.firewall.PeerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.IpNetwork;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A baseline and somebody who is logged in. Needs root, iproute2 and iptables. */
class LockOutIT {

  @TempDir
  private Path directory;

  private FirewallLab lab;
  private Running visitors;
  private Path program;

  @BeforeEach
  void openLab() throws Exception {
    lab = new FirewallLab();
    visitors = lab.visitors();
  }

  @AfterEach
  void closeLab() throws Exception {
    lab.close();
    Files.delete(program);
  }

  @ParameterizedTest
  @CsvSource({"203.0.113.7, " + SERVER, "2001:db8::7, " + SERVER_6})
  void isRefusedWhileSomebodyIsLoggedInUnlessToldOtherwise(String visitor, String server)
      throws Exception {
    Running sshd = start("sshd");
    ask(sshd, "serve 22 9");
    Baseline baseline = baseline(sshd).protecting(tcp(22));
    List<String> before = lab.save("iptables", "filter");
    assertThat(visitors).finds("hold " + visitor + " " + server + " 22 9", "tcp", "udp");

    assertThatThrownBy(baseline::setUp)
        .isInstanceOf(IOException.class)
        .hasMessage("baseline must not shut tcp 22, where " + visitor
            + " is logged in by SSH: accept it by acceptingFrom, or set evenIfLoggedIn");
    assertThat(lab.save("iptables", "filter")).isEqualTo(before);
    assertThatThrownBy(() -> baseline(sshd).protectingEverything().setUp())
        .isInstanceOf(IOException.class);

    baseline.acceptingFrom(IpNetwork.parse(visitor), tcp(22)).setUp();
    assertThat(visitors).finds("probe " + visitor + " " + server + " 22 9", "tcp", "udp");

    assertThatThrownBy(baseline::setUp).as("again").isInstanceOf(IOException.class);
    baseline.evenIfLoggedIn().setUp();
    assertThat(visitors).as("the session").finds("say", "tcp", "udp");
    assertThat(visitors).finds("probe " + visitor + " " + server + " 22 9", "udp");
  }

  @ParameterizedTest
  @CsvSource({
    "-nft, 203.0.113.7, " + SERVER,
    "-legacy, 203.0.113.7, " + SERVER,
    "-nft, 2001:db8::7, " + SERVER_6,
    "-legacy, 2001:db8::7, " + SERVER_6
  })
  void isNotSuspectedWhereAllIsShutAlready(String kind, String visitor, String server)
      throws Exception {
    Running sshd = start("sshd");
    ask(sshd, "serve 22 9");
    Baseline baseline = Baseline.with(lab.iptables(kind), logins(sshd))
        .protecting(udp(9), tcp(22))
        .protectingEverything()
        .acceptingFrom(IpNetwork.parse("192.168.0.0/16"), tcp(22))
        .acceptingFrom(IpNetwork.parse("2001:db8:1::/48"), tcp(22), udp(22))
        .acceptingIcmpFrom(IpNetwork.parse("203.0.113.9"))
        .acceptingIcmpFrom(IpNetwork.parse("2001:db8::9"))
        .acceptingVisitorsIn("VISITORS");
    assertThat(visitors).finds("hold " + visitor + " " + server + " 22 9", "tcp", "udp");
    baseline.evenIfLoggedIn().setUp();

    baseline.setUp();

    assertThat(visitors).findsTcpAtLeast("say");
    assertThatThrownBy(() -> baseline.protecting(tcp(80)).setUp()).isInstanceOf(IOException.class);
    baseline.remove();
    assertThatThrownBy(baseline::setUp).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({"203.0.113.7, " + SERVER, "2001:db8::7, " + SERVER_6})
  void shutsThePortOfAnyOtherServer(String visitor, String server) throws Exception {
    Running httpd = start("httpd");
    ask(httpd, "serve 22 9");
    assertThat(visitors).finds("hold " + visitor + " " + server + " 22 9", "tcp", "udp");

    baseline(httpd).protecting(tcp(22)).setUp();

    assertThat(visitors).findsTcpAtLeast("say");
  }

  /** The peer that serves, by the name of another program. */
  private Running start(String name) throws IOException {
    List<String> java = new ArrayList<>(Host.java(Peer.class, List.of()));
    program = Files.createSymbolicLink(directory.resolve(name), Path.of(java.get(0)));
    java.set(0, program.toString());
    return lab.server().start(java);
  }

  private Baseline baseline(Running server) {
    return Baseline.with(lab.iptables(""), logins(server));
  }

  private static SshLogins logins(Running server) {
    Path network = Path.of("/proc/" + server.pid() + "/net");
    return new SshLogins(Map.of(), network, Path.of("/proc"));
  }
}
