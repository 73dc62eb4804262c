// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's door, with real firewalls and real connections. */
class SshDoorIT {

  private static final Duration PATIENCE = ofSeconds(60);

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "eth0 commands"})
  void letsTheVisitorInAndNobodyElse(String arguments) {
    NetLab.require("knock", "iptables", "timeout", "bash");
    try (NetLab lab = NetLab.open()) {
      Host server = lab.host("server");
      Host client = lab.host("client");
      Host other = lab.host("other");
      lab.join(server, "eth0", client, "eth0");
      lab.join(server, "eth1", other, "eth0");
      server.address("eth0", "10.9.0.1/24").address("eth1", "10.8.0.1/24");
      client.address("eth0", "10.9.0.2/24");
      other.address("eth0", "10.8.0.2/24");
      server.start(Host.java(Service.class, List.of(), "22")).awaitLine("ready", PATIENCE);
      if (arguments.contains("commands")) {
        server.run("iptables", "-A", "INPUT", "-p", "tcp", "--dport", "22", "-j", "DROP");
      }
      Running keeper =
          server.startJava(SshDoor.class, List.of("-DKNOCK_LOG=INFO"), arguments.split(" "));
      keeper.awaitLine("started", PATIENCE);
      assertThat(reaches(client, "10.9.0.1")).isFalse();

      client.run("knock", "-d", "50", "10.9.0.1", "7001", "8002:udp", "9003");
      keeper.awaitLine("door opened door=ssh visitor=10.9.0.2", PATIENCE);

      assertThat(reaches(client, "10.9.0.1", PATIENCE)).isTrue();
      assertThat(reaches(other, "10.8.0.1")).isFalse();
      keeper.close();
      assertThat(reaches(client, "10.9.0.1")).as("when the keeper has closed").isFalse();
      assertThat(keeper.output()).doesNotContain("7001", "8002", "9003");
    }
  }

  private static boolean reaches(Host from, String address) {
    return reaches(from, address, ofSeconds(1));
  }

  private static boolean reaches(Host from, String address, Duration limit) {
    String seconds = Long.toString(limit.toSeconds());
    return from.tryRun("timeout", seconds, "bash", "-c", "</dev/tcp/" + address + "/22")
            .status()
        == 0;
  }
}
