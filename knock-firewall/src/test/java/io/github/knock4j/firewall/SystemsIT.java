// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.firewall.FirewallLab.ask;
import static io.github.knock4j.firewall.PeerAssert.assertThat;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.Running;
import io.github.knock4j.spi.DoorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Firewalls that people have, and the doors in them. Needs root, iproute2 and iptables. */
class SystemsIT {

  private static final String ONE = "203.0.113.7 203.0.113.1 ";
  private static final String OTHER = "203.0.113.8 203.0.113.1 ";

  private static final String[] SSH = {"-s", "%IP%", "-p", "tcp", "--dport", "22", "-j", "ACCEPT"};

  private static final String LEASED = "-m comment --comment \"knock4j ssh 203.0.113.7\" -j ACCEPT";
  private static final String GRANT = "-m comment --comment \"knock4j grant\" -j ACCEPT";

  private FirewallLab lab;
  private Running visitors;
  private Running server;

  @BeforeEach
  void openLab() throws Exception {
    lab = new FirewallLab();
    visitors = lab.visitors();
    server = lab.peer();
  }

  @AfterEach
  void closeLab() throws Exception {
    lab.close();
  }

  @Test
  void openAVpnToEveryoneUntilAnotherKnockClosesIt() throws Exception {
    ask(server, "serve 22 51820");
    lab.run(
        "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "iptables -A INPUT -p udp --dport 51820 -j REJECT");
    List<String> before = lab.save("iptables", "filter");
    String[] rule = {"-p", "udp", "--dport", "51820", "-j", "ACCEPT"};
    DoorAction on = lab.iptables("").inserting("INPUT", rule);
    DoorAction off = lab.iptables("").deleting("INPUT", rule);
    assertThat(visitors).findsNothing("probe " + ONE + "9 51820");

    on.open(grant(Door.named("on").knock(udp(1)).build()));
    assertThat(lab.rules("iptables", "INPUT"))
        .hasSize(3)
        .startsWith("-A INPUT -p udp -m udp --dport 51820 " + GRANT);
    assertThat(visitors).finds("hold " + ONE + "9 51820", "udp");
    assertThat(visitors).finds("probe " + OTHER + "9 51820", "udp");

    off.open(grant(Door.named("off").knock(tcp(1)).build()));
    assertThat(lab.save("iptables", "filter")).isEqualTo(before);
    assertThat(visitors).findsNothing("probe " + OTHER + "9 51820");
    assertThat(visitors).as("the running session").finds("say", "udp");
  }

  @Test
  void appendToAChainThatADailyJobFlushes() throws Exception {
    ask(server, "serve 22 9");
    lab.run(
        "iptables -A INPUT -i lo -j ACCEPT",
        "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "iptables -A INPUT -s 192.168.0.0/16 -p icmp -j ACCEPT",
        "iptables -A INPUT -s 192.168.0.0/16 -p tcp --dport 22 -j ACCEPT",
        "iptables -N KNOCKD",
        "iptables -A INPUT -m comment --comment opened-by-knocking -j KNOCKD",
        "iptables -A INPUT -j REJECT",
        "iptables -A FORWARD -j REJECT");
    List<String> before = lab.save("iptables", "filter");
    DoorAction action = lab.iptables("").appending("KNOCKD", SSH);
    Grant grant = grant(Door.named("ssh").knock(tcp(1)).build());
    assertThat(visitors).findsNothing("probe " + ONE + "22 9");

    action.open(grant);
    assertThat(lab.rules("iptables", "KNOCKD"))
        .containsExactly("-A KNOCKD -s 203.0.113.7/32 -p tcp -m tcp --dport 22 " + GRANT);
    assertThat(visitors).finds("hold " + ONE + "22 9", "tcp");
    assertThat(visitors).findsNothing("probe " + OTHER + "22 9");

    lab.run("iptables -F KNOCKD");
    assertThat(lab.save("iptables", "filter")).isEqualTo(before);
    assertThat(visitors).findsNothing("probe " + ONE + "22 9");
    assertThat(visitors).as("the running session").finds("say", "tcp");

    action.open(grant);
    assertThat(visitors).finds("probe " + ONE + "22 9", "tcp");
  }

  @Test
  void insertAboveAPolicyThatDropsAndCloseAfterTenSeconds() throws Exception {
    ask(server, "serve 22 9");
    lab.run(
        "iptables -P INPUT DROP",
        "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    List<String> before = lab.save("iptables", "filter");
    DoorAction action = lab.iptables("").inserting("INPUT", SSH);
    Grant grant = grant(Door.named("ssh").knock(tcp(1)).openFor(ofSeconds(10)).build());

    action.open(grant);
    assertThat(lab.rules("iptables", "INPUT"))
        .containsExactly(
            "-A INPUT -s 203.0.113.7/32 -p tcp -m tcp --dport 22 " + LEASED,
            "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    assertThat(visitors).finds("hold " + ONE + "22 9", "tcp");

    action.close(grant);
    assertThat(lab.save("iptables", "filter")).isEqualTo(before);
    assertThat(visitors).findsNothing("probe " + ONE + "22 9");
    assertThat(visitors).as("the running session").finds("say", "tcp");
  }

  @Test
  void switchIpsecOnAndOffByTwoCommandsInAShell(@TempDir Path directory) throws Exception {
    ask(server, "serve 500 500");
    ask(server, "serve 4500 4500");
    ServiceChain isakmp = lab.iptables("").service("isakmp");
    ServiceChain ipsec = lab.iptables("").service("ipsec");
    isakmp.setUp(ServicePort.of(udp(500)));
    ipsec.setUp(ServicePort.of(udp(4500)));
    String program = program(directory);
    CommandAction on = CommandAction.opening(Command.shell(
        program + " add --service isakmp %IP% ; " + program + " add --service ipsec %IP%"));
    CommandAction off = CommandAction.opening(Command.shell(
        program + " delete --service isakmp %IP% ; " + program + " delete --service ipsec %IP%"));

    on.open(grant(Door.named("VPNon").knock(udp(1)).knock(udp(2)).build()));
    assertThat(lab.rules("iptables", "pk-isakmp"))
        .containsExactly("-A pk-isakmp -s 203.0.113.7/32 -j ACCEPT", "-A pk-isakmp -j DROP");
    assertThat(visitors).finds("probe " + ONE + "9 500", "udp");
    assertThat(visitors).finds("probe " + ONE + "9 4500", "udp");
    assertThat(visitors).findsNothing("probe " + OTHER + "9 500");

    off.open(grant(Door.named("VPNoff").knock(udp(3)).knock(udp(4)).build()));
    assertThat(visitors).findsNothing("probe " + ONE + "9 500");
    assertThat(visitors).findsNothing("probe " + ONE + "9 4500");
  }

  /** A program that changes a service chain of the server. */
  private String program(Path directory) throws Exception {
    List<String> java = Host.java(ServiceMain.class, List.of(), lab.directory().toString());
    Path file = directory.resolve("tables");
    Files.writeString(
        file,
        "#!/bin/sh\nexec ip netns exec " + lab.server().namespace() + " '"
            + String.join("' '", java) + "' \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }

  private static Grant grant(Door door) {
    return Grant.of(door, IpAddress.parse("203.0.113.7"), 0);
  }
}
