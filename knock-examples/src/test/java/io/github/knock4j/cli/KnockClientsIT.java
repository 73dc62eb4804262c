// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.cli.KnockdHost.PATIENCE;

import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people knock with, before the finished jar and Debian's knockd on one interface. */
class KnockClientsIT {

  @TempDir
  private static Path folder;

  private static KnockdHost host;
  private static Running knockd;
  private static Running ours;

  /** Commands for {@code sh}, to which ADDRESS stands for the server's. */
  enum Client {
    DEBIAN_KNOCK("knock -d 50 ADDRESS 7001 8002:udp 9003"),
    OUR_KNOCK(String.join(" ", Jar.command("knock -d 50 ADDRESS 7001 8002:udp 9003"))),
    // Exits with 1 where nobody listens.
    NC("""
        nc -z ADDRESS 7001
        echo | nc -u -q 0 ADDRESS 8002
        ! nc -z ADDRESS 9003
        """),
    NMAP("""
        case ADDRESS in *:*) family=-6; esac
        scan="nmap -n -Pn $family --max-retries 0 ADDRESS"
        $scan -sS -p 7001 && $scan -sU -p 8002 && $scan -sS -p 9003
        """);

    private final String script;

    Client(String script) {
      this.script = script;
    }
  }

  @BeforeAll
  static void openLab() throws IOException {
    NetLab.require("knockd", "knock", "nc", "nmap");
    host = new KnockdHost(folder);
    host.configure("""
        [ssh]
          sequence = 7001,8002:udp,9003
          seq_timeout = 15
          tcpflags = syn
          command = true
        """);
    knockd = host.server.start("knockd", "-v", "-i", "eth0", "-c", "" + host.file("knockd.conf"));
    knockd.awaitLine("listening on", PATIENCE);
    ours = host.start();
  }

  @AfterAll
  static void closeLab() {
    if (host != null) {
      host.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void openTheDoorsOfBothDaemonsOverIpv4(Client client) {
    knock(client, "10.9.0.1");

    awaitOpeningTo("10.9.0.2");
  }

  @ParameterizedTest
  @EnumSource
  void openTheDoorsOfBothDaemonsOverIpv6(Client client) {
    knock(client, "fd09::1");

    awaitOpeningTo("fd09::2");
  }

  private static void knock(Client client, String address) {
    host.client.run("sh", "-c", client.script.replace("ADDRESS", address));
  }

  private static void awaitOpeningTo(String visitor) {
    ours.awaitLine(visitor + ": ssh: OPEN SESAME", PATIENCE);
    knockd.awaitLine(visitor + ": ssh: OPEN SESAME", PATIENCE);
  }
}
