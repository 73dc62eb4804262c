// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.netlab.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs no root; here because {@link FakeUci} is a program of its own, started again and again. */
class UciIT {

  private static final Door DOOR =
      Door.named("ssh").knock(tcp(1)).openFor(ofHours(1)).build();
  private static final Grant GRANT = grant("203.0.113.7");

  private static final String[] BEFORE = {
    "firewall.@rule[0]=rule",
    "firewall.@rule[0].name='Allow-Ping'",
    "firewall.@rule[0].proto='icmp'",
    "firewall.@rule[1]=rule",
    "firewall.@rule[1].name='knock_203.0.113.7_22'",
    "firewall.@rule[1].proto='udp'"
  };

  @TempDir
  private Path directory;

  @BeforeEach
  void installPrograms() throws Exception {
    program("uci", Host.java(FakeUci.class, List.of(), directory.toString()));
    program("firewall", List.of("sh", "-c", "echo \"$1\" >>\"$0\"", directory + "/restarts"));
    Files.write(directory.resolve("config"), List.of(BEFORE));
  }

  @Test
  void opensAPortOnceAndClosesIt() throws Exception {
    Uci ssh = Uci.opening(firewall(), lock(), "knock", tcp(22));

    ssh.open(GRANT);
    ssh.open(GRANT);
    ssh.renew(GRANT);

    String section = "firewall.rule_tcp_5fknock_5f203_2e0_2e113_2e7_5f22";
    assertThat(file("batch")).isEqualTo("""
            set %1$s='rule'
            set %1$s.name='knock_203.0.113.7_22'
            set %1$s.src='wan'
            set %1$s.src_ip='203.0.113.7'
            set %1$s.dest_port='22'
            set %1$s.proto='tcp'
            set %1$s.target='ACCEPT'
            commit firewall
            """.formatted(section));
    assertThat(restarts()).isEqualTo(1);

    Files.delete(directory.resolve("batch"));
    ssh.close(GRANT);
    ssh.close(GRANT);
    assertThat(file("batch")).isEqualTo("delete " + section + "\ncommit firewall\n");
    assertThat(file("config").lines()).containsExactly(BEFORE);
    assertThat(restarts()).isEqualTo(3);
  }

  @Test
  void forwardsAPortAndRemovesTheForward() throws Exception {
    Uci web = Uci.forwarding(
        firewall(), lock(), "knock", tcp(8443), IpAddress.parse("192.168.1.10"), 443);

    web.open(GRANT);

    String section = "firewall.redirect_tcp_5fknock_5f203_2e0_2e113_2e7_5f8443";
    assertThat(file("batch")).isEqualTo("""
            set %1$s='redirect'
            set %1$s.name='knock_203.0.113.7_8443'
            set %1$s.src='wan'
            set %1$s.src_ip='203.0.113.7'
            set %1$s.src_dport='8443'
            set %1$s.dest_ip='192.168.1.10'
            set %1$s.dest_port='443'
            set %1$s.proto='tcp'
            set %1$s.target='DNAT'
            set %1$s.dest='lan'
            commit firewall
            """.formatted(section));

    web.close(GRANT);
    assertThat(file("config").lines()).containsExactly(BEFORE);
  }

  @Test
  void keepsVisitorsProtocolsAndTypesApart() throws Exception {
    Uci tcp = Uci.opening(firewall(), lock(), "knock", tcp(22));
    Uci forward =
        Uci.forwarding(firewall(), lock(), "knock", tcp(22), IpAddress.parse("192.168.1.10"), 22);
    tcp.open(GRANT);
    tcp.open(grant("2001:db8::7"));
    forward.open(GRANT);

    tcp.close(GRANT);

    assertThat(file("config").lines().filter(line -> line.contains(".name=")))
        .containsExactly(
            "firewall.@rule[0].name='Allow-Ping'",
            "firewall.@rule[1].name='knock_203.0.113.7_22'",
            "firewall.rule_tcp_5fknock_5f2001_3adb8_3a_3a7_5f22.name='knock_2001:db8::7_22'",
            "firewall.redirect_tcp_5fknock_5f203_2e0_2e113_2e7_5f22.name='knock_203.0.113.7_22'");
  }

  @Test
  void closesSectionsWithoutANameThatAnotherProgramHasMade() throws Exception {
    List<String> config = new ArrayList<>(List.of(BEFORE));
    for (int i = 2; i < 4; i++) {
      config.add("firewall.@rule[" + i + "]=rule");
      config.add("firewall.@rule[" + i + "].name='knock_203.0.113.7_22'");
      config.add("firewall.@rule[" + i + "].proto='tcp'");
    }
    Files.write(directory.resolve("config"), config);

    Uci.opening(firewall(), lock(), "knock", tcp(22)).close(GRANT);

    assertThat(file("batch"))
        .isEqualTo("delete firewall.@rule[3]\ndelete firewall.@rule[2]\ncommit firewall\n");
    assertThat(file("config").lines()).containsExactly(BEFORE);
  }

  @Test
  void restartsTheFirewallWhenTheFirstAttemptCouldNot() throws Exception {
    Uci ssh = Uci.opening(firewall(), lock(), "knock", tcp(22));
    Path service = directory.resolve("firewall");
    Path away = Files.move(service, directory.resolve("away"));
    assertThatThrownBy(() -> ssh.open(GRANT)).isInstanceOf(CommandFailedException.class);
    Files.move(away, service);

    ssh.renew(GRANT);

    assertThat(restarts()).isEqualTo(1);
  }

  @Test
  void failsWhenNothingCanBeCommittedAlthoughUciDoesNot() throws Exception {
    Files.createFile(directory.resolve("full"));
    Uci ssh = Uci.opening(firewall(), lock(), "knock", udp(500));

    assertThatThrownBy(() -> ssh.open(GRANT))
        .isInstanceOf(IOException.class)
        .hasMessage("uci must commit the changes of the firewall, did not");

    assertThat(file("restarts")).isEmpty();
  }

  private UciFirewall firewall() {
    return new UciFirewall(
        new Tools(new CommandRunner(), List.of()),
        directory.resolve("uci").toString(),
        directory.resolve("firewall").toString());
  }

  private FirewallLock lock() {
    return new FirewallLock(directory);
  }

  /** A program that executes the command with what it is told behind it. */
  private void program(String name, List<String> command) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\nexec '" + String.join("' '", command) + "' \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private String file(String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private long restarts() throws IOException {
    return file("restarts").lines().filter("restart"::equals).count();
  }

  private static Grant grant(String visitor) {
    return Grant.of(DOOR, IpAddress.parse(visitor), 0);
  }
}
