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
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Systems that run knockd today: their configurations as they are, with their own rules and commands,
 * and real connections through their doors.
 */
class KnockdSystemsIT {

  private static final Knock SSH = tcp(22);

  @TempDir
  private Path folder;

  private KnockdHost host;
  private Rules rules;
  private Echo visitor;
  private Echo other;

  @BeforeEach
  void openLab() {
    NetLab.require("knock", "iptables", "ip6tables", "socat", "ss", "unshare");
    host = new KnockdHost(folder);
    host.client.address("eth0", "10.9.0.3/24");
    rules = Rules.ipv4(host.server);
    visitor = Echo.between(host.client, "10.9.0.2", "10.9.0.1");
    other = Echo.between(host.client, "10.9.0.3", "10.9.0.1");
  }

  @AfterEach
  void closeLab() {
    host.close();
  }

  @Test
  void openAVpnByOneKnockAndShutItByAnother() throws IOException {
    Knock wireGuard = udp(51_820);
    Echo.serve(host.server, wireGuard);
    List<String> shut = rules.restore("""
        *filter
        :INPUT ACCEPT
        :FORWARD ACCEPT
        :OUTPUT ACCEPT
        -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
        -A INPUT -p udp -m udp --dport 51820 -j REJECT --reject-with icmp-port-unreachable
        COMMIT
        """);
    host.configure("""
        [options]
            UseSyslog

        [openWG]
            sequence    = 7031:udp,8041:tcp,9051:udp
            seq_timeout = 10
            command     = /sbin/iptables -I INPUT -p udp --dport 51820 -j ACCEPT

        [closeWG]
            sequence    = 9051:udp,8041:tcp,7031:udp
            seq_timeout = 10
            command     = /sbin/iptables -D INPUT -p udp --dport 51820 -j ACCEPT
        """);
    host.startUnder(KnockdHost.WITHOUT_SYSLOG);
    assertThat(visitor.answers(wireGuard)).isFalse();

    host.knock("7031:udp", "8041", "9051:udp");
    rules.await(Rules.with(shut, "-A INPUT -p udp -m udp --dport 51820 -j ACCEPT", "-A INPUT"));
    Running session = visitor.connect(wireGuard);
    other.connect(wireGuard).close(); // the phone, elsewhere

    host.knock("9051:udp", "8041", "7031:udp");
    rules.await(shut);
    Echo.speaks(session, "still there");
    assertThat(visitor.answers(wireGuard)).isFalse();
    assertThat(other.answers(wireGuard)).isFalse();
  }

  @Test
  void letVisitorsIntoAChainThatIsFlushedOnceADay() throws IOException {
    Echo.serve(host.server, SSH);
    List<String> shut = rules.restore(RaspberryPi.RULES);
    host.configure(RaspberryPi.CONFIGURATION);
    Running daemon = host.startUnder(KnockdHost.WITHOUT_SYSLOG);
    assertThat(visitor.answers(SSH)).isFalse();

    host.knock("4438", "1813", "8235");
    for (String line : List.of(
        "10.9.0.2: SSH: Stage 1",
        "10.9.0.2: SSH: Stage 2",
        "10.9.0.2: SSH: Stage 3",
        "10.9.0.2: SSH: OPEN SESAME",
        "SSH: running command: /sbin/iptables -A KNOCKD -s 10.9.0.2 -p tcp --dport 22 -j ACCEPT")) {
      assertThat(daemon.awaitLine("SSH: ", PATIENCE)).isEqualTo(line);
    }
    rules.await(RaspberryPi.open(shut));
    Running session = visitor.connect(SSH);
    assertThat(other.answers(SSH)).isFalse();

    host.server.run("iptables", "-F", "KNOCKD");
    Echo.speaks(session, "still there");
    assertThat(visitor.answers(SSH)).isFalse();
    assertThat(rules.saved()).isEqualTo(shut);
  }

  @Test
  void openAndShutByOneKnock() throws IOException {
    Echo.serve(host.server, SSH);
    List<String> shut = rules.restore("""
        *filter
        :INPUT DROP
        :FORWARD ACCEPT
        :OUTPUT ACCEPT
        -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
        COMMIT
        """);
    host.configure("""
        [options]
                logfile = %s
        [opencloseSSH]
                sequence      = 7000,8000,9000
                seq_timeout   = 15
                tcpflags      = syn
                start_command = /sbin/iptables -I INPUT -s %%IP%% -p tcp --dport 22 -j ACCEPT
                cmd_timeout   = 10
                stop_command  = /sbin/iptables -D INPUT -s %%IP%% -p tcp --dport 22 -j ACCEPT
        """.formatted(host.file("knockd.log")));
    host.start();
    assertThat(visitor.answers(SSH)).isFalse();

    host.knock("7000", "8000", "9000");
    rules.await(
        Rules.with(shut, "-A INPUT -s 10.9.0.2/32 -p tcp -m tcp --dport 22 -j ACCEPT", "-A INPUT"));
    Running session = visitor.connect(SSH);
    assertThat(other.answers(SSH)).isFalse();

    rules.await(shut);
    Echo.speaks(session, "still there");
    assertThat(visitor.answers(SSH)).isFalse();
    assertThat(host.file("knockd.log"))
        .content()
        .contains("10.9.0.2: opencloseSSH: OPEN SESAME", "10.9.0.2: opencloseSSH: command timeout");
  }

  @Test
  void openToIpv4AndIpv6ByCommandsOfTheirOwn() throws IOException {
    Echo.serve(host.server, SSH);
    Rules rules6 = Rules.ipv6(host.server);
    Echo visitor6 = Echo.between(host.client, "fd09::2", "fd09::1");
    List<String> shut = rules.restore("""
        *filter
        :INPUT ACCEPT
        :FORWARD ACCEPT
        :OUTPUT ACCEPT
        -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A INPUT -p tcp -m tcp --dport 22 -j DROP
        COMMIT
        """);
    List<String> shut6 = rules6.restore(String.join("\n", shut) + "\nCOMMIT\n");
    host.configure("""
        [both]
          SEQUENCE = 7001 , 8002:udp , 9003:TCP
          Timeout = 5
          TCPFlags = syn,!ack
          Command = iptables -I INPUT -s %IP% -p tcp --dport 22 -j ACCEPT; echo "open '%IP%'" | tee -a DONE
          Command_6 = ip6tables -I INPUT -s %IP% -p tcp --dport 22 -j ACCEPT && echo 'open' "%IP%" >> DONE
          Cmd_Timeout = 8
          Stop_Command = iptables -D INPUT -s %IP% -p tcp --dport 22 -j ACCEPT
          Stop_Command_6 = ip6tables -D INPUT -s %IP% -p tcp --dport 22 -j ACCEPT
        [only-ipv4]
          sequence = 7101,8102
          start_command = echo ipv4 %IP% >> DONE
          start_command_6 =
        [elsewhere]
          sequence = 7201
          target = 10.9.0.77
          command = echo elsewhere >> DONE
        """);
    Running daemon = host.start();
    assertThat(visitor.answers(SSH)).isFalse();
    assertThat(visitor6.answers(SSH)).isFalse();

    host.knock("7001", "8002:udp", "9003");
    rules.await(
        Rules.with(shut, "-A INPUT -s 10.9.0.2/32 -p tcp -m tcp --dport 22 -j ACCEPT", "-A INPUT"));
    Running session = visitor.connect(SSH);
    assertThat(rules6.saved()).isEqualTo(shut6);
    host.knockAt("fd09::1", "7001", "8002:udp", "9003");
    rules6.await(Rules.with(
        shut6, "-A INPUT -s fd09::2/128 -p tcp -m tcp --dport 22 -j ACCEPT", "-A INPUT"));
    Running session6 = visitor6.connect(SSH);
    rules.await(shut);
    rules6.await(shut6);
    Echo.speaks(session, "still there");
    Echo.speaks(session6, "still there");
    assertThat(visitor.answers(SSH)).isFalse();
    assertThat(visitor6.answers(SSH)).isFalse();

    host.knock("7201");
    host.knockAt("fd09::1", "7101", "8102");
    daemon.awaitLine("fd09::2: only-ipv4: OPEN SESAME", PATIENCE);
    host.knock("7101", "8102");
    host.awaitDone("open '10.9.0.2'", "open fd09::2", "ipv4 10.9.0.2");
  }
}
