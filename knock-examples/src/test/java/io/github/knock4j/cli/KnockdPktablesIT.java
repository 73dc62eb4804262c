// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.cli.KnockdHost.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Knock;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that calls pktables: the finished jar finds itself under that name on the PATH. */
class KnockdPktablesIT {

  private static final Knock SSH = tcp(22);
  private static final Knock IKE = udp(500);
  private static final Knock NAT_T = udp(4500);

  @TempDir
  private Path prefix;

  @TempDir
  private Path folder;

  private KnockdHost host;
  private Rules rules;

  @BeforeEach
  void openLab() {
    NetLab.require("knock", "iptables", "ip6tables", "socat", "ss");
    host = new KnockdHost(folder);
    host.client.address("eth0", "10.9.0.3/24");
    rules = Rules.ipv4(host.server);
  }

  @AfterEach
  void closeLab() {
    host.close();
  }

  /** As it stands in the file, but for six seconds in place of thirty. */
  @Test
  void opensSshForATimeAndIpsecUntilAnotherKnock() throws IOException {
    Echo.serve(host.server, SSH, IKE, NAT_T);
    Echo visitor = Echo.between(host.client, "10.9.0.2", "10.9.0.1");
    Echo other = Echo.between(host.client, "10.9.0.3", "10.9.0.1");
    String path = install();
    host.server.run(prefix + "/libexec/knock4j/services", "start");
    List<String> shut = rules.saved();
    host.configure("""
        [SSH]
          sequence      = 2001:tcp,2002:udp,2003:tcp
          seq_timeout   = 5
          start_command = pktables add %IP% --service ssh
          cmd_timeout   = 6
          stop_command  = pktables delete %IP% --service ssh
          tcpflags      = syn
        [VPNon]
          sequence      = 7000:udp,9001:udp
          seq_timeout   = 2
          command       = pktables add %IP% --service ike; pktables add %IP% --service nat-t
        [VPNoff]
          sequence      = 7001:udp,9002:udp
          seq_timeout   = 2
          command       = pktables delete %IP% --service ike; pktables delete %IP% --service nat-t
        """);
    Running daemon = host.startUnder(List.of("env", path));
    assertThat(List.of(SSH, IKE, NAT_T)).noneMatch(visitor::answers);

    host.knock("2001", "2002:udp", "2003");
    rules.await(Rules.with(shut, "-A pk-ssh -s 10.9.0.2/32 -j ACCEPT", "-A pk-ssh"));
    Running session = visitor.connect(SSH);
    assertThat(other.answers(SSH)).isFalse();
    daemon.awaitLine("10.9.0.2: SSH: command timeout", PATIENCE);
    rules.await(shut);
    Echo.speaks(session, "still there");
    assertThat(visitor.answers(SSH)).isFalse();

    host.knock("7000:udp", "9001:udp");
    rules.await(Rules.with(
        Rules.with(shut, "-A pk-ike -s 10.9.0.2/32 -j ACCEPT", "-A pk-ike"),
        "-A pk-nat-t -s 10.9.0.2/32 -j ACCEPT",
        "-A pk-nat-t"));
    for (Knock port : List.of(IKE, NAT_T)) {
      visitor.connect(port).close();
    }
    assertThat(List.of(IKE, NAT_T)).noneMatch(other::answers);
    host.knock("7001:udp", "9002:udp");
    rules.await(shut);
    assertThat(List.of(IKE, NAT_T)).noneMatch(visitor::answers);

    host.end(daemon, "TERM", PATIENCE);
    host.server.run(prefix + "/libexec/knock4j/services", "stop");
    assertThat(rules.saved()).noneMatch(line -> line.contains("pk-"));
  }

  /** Installs the jar, also as pktables, and names three services; answers a PATH for it. */
  private String install() throws IOException {
    Path script = Path.of("src", "main", "dist", "install.sh").toAbsolutePath();
    host.server.run(
        "env",
        "PREFIX=" + prefix,
        "SYSCONFDIR=" + prefix + "/etc",
        "INIT=systemd",
        "sh",
        script.toString(),
        Jar.FILE.toString());
    Files.writeString(prefix.resolve("etc/default/knock4j"), """
        KNOCK4J_SERVICES="
        ssh --port 22 --syn
        ike --port 500 --udp
        nat-t --port 4500 --udp
        "
        """);
    Files.createSymbolicLink(prefix.resolve("bin/pktables"), Path.of("knock4j"));
    return "PATH=" + prefix.resolve("bin") + ":" + System.getenv("PATH");
  }
}
