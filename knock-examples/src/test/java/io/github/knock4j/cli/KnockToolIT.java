// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.examples.SshDoor;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Result;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The finished jar as a client, beside Debian's knock. */
class KnockToolIT {

  private static final Duration PATIENCE = ofSeconds(60);
  private static final String SERVICE = "io.github.knock4j.examples.Service";

  @TempDir
  private Path folder;

  private NetLab lab;
  private Host server;
  private Host client;

  @BeforeEach
  void openLab() {
    NetLab.require("knock", "knockd", "tcpdump", "iptables");
    lab = NetLab.open();
    server = lab.host("server");
    client = lab.host("client");
    lab.join(server, client);
  }

  @AfterEach
  void closeLab() {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.1", "fd09::1"})
  void opensTheDoorOfKnockd(String address) throws IOException {
    Path config = Files.writeString(folder.resolve("knockd.conf"), """
        [ssh]
          sequence = 7001,8002:udp,9003
          seq_timeout = 5
          tcpflags = syn
          start_command = /bin/true
        """);
    Running knockd = server.start("knockd", "-v", "-i", "eth0", "-c", config.toString());
    knockd.awaitLine("listening on eth0", PATIENCE);

    client.run(Jar.command("knock -d 100 " + address + " 7001 8002:udp 9003"));

    knockd.awaitLine("ssh: OPEN SESAME", PATIENCE);
  }

  @Test
  void opensOurDoorAndSeesThatItIsOpen() {
    server
        .start(Jar.JAVA, "-cp", Jar.FILE + ":target/test-classes", SERVICE, "22")
        .awaitLine("ready", PATIENCE);
    Running keeper = server.startJava(SshDoor.class, List.of("-DKNOCK_LOG=INFO"), "eth0");
    keeper.awaitLine("started", PATIENCE);
    String knock = "knock -d 50 --verify 22 --verify-timeout 1500 10.9.0.1 ";

    Result wrong = client.tryRun(Jar.command(knock + "9003 8002:udp 7001"));
    Result right = client.tryRun(Jar.command(knock + "7001 8002:udp 9003 -v --retries 1"));

    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.output())
        .isEqualTo("knock: port 22 did not accept a connection within 1500 ms after the knocks\n");
    assertThat(right.status()).isZero();
    assertThat(right.output()).endsWith("reached tcp 10.9.0.1:22\n");
  }

  @Test
  void knocksAgainAsOftenAsTold() {
    Result shut = client.tryRun(
        Jar.command("knock -v --verify 22 --retries 2 --verify-timeout 50 10.9.0.1 9:udp"));

    assertThat(shut.status()).isEqualTo(1);
    assertThat(shut.output().lines())
        .containsExactly(
            "hitting udp 10.9.0.1:9",
            "hitting udp 10.9.0.1:9",
            "hitting udp 10.9.0.1:9",
            "knock: port 22 did not accept a connection within 50 ms after the knocks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-d 20 10.9.0.1 7001 8002:udp 9003:tcp 7001 500:udp",
        "-u -d 20 10.9.0.1 7001 8002:tcp",
        "-d 20 fd09::1 7001 8002:udp 9003"
      })
  void sendsWhatKnockSends(String arguments) {
    Wire wire = Wire.of(server);
    String said = client.run(("knock -v " + arguments).split(" "));
    List<Wire.Packet> debian = wire.untilPort(9, client);

    String weSaid = client.run(Jar.command("knock -v " + arguments));
    List<Wire.Packet> ours = wire.untilPort(9, client);

    assertThat(ours).isNotEmpty().isEqualTo(debian);
    assertThat(ours)
        .filteredOn(knock -> knock.kind().equals("UDP"))
        .extracting("payload")
        .contains("00");
    assertThat(weSaid).isEqualTo(said);
  }

  @Test
  void knocksWithoutWaitingForAnAnswer() {
    server.run("iptables", "-A", "INPUT", "-p", "tcp", "-j", "DROP");
    Wire wire = Wire.of(server);
    String ports = "1 2 3 4 5 6 7 8 10 11 12 13 14 15 16 17 18 19 20 21";

    client.run(Jar.command("knock 10.9.0.1 " + ports));

    List<Wire.Packet> packets = wire.untilPort(9, client);
    assertThat(packets).hasSize(20);
    System.out.printf("20 knocks to silent ports took %.1f ms%n", wire.lastedMs());
    assertThat(wire.lastedMs()).isLessThan(400); // a machine may stumble; one answer takes 500
  }
}
