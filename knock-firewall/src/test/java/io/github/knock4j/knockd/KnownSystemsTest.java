// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.knockd.Reading.config;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.TcpFlags.Flag;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Configurations of systems that run knockd today are read as they are. */
class KnownSystemsTest {

  private static final TcpFlags SYN = TcpFlags.ANY.mustSet(Flag.SYN);

  @Test
  void readsAHomeVpnThatOneKnockOpensAndAnotherCloses() throws Exception {
    List<Door> doors = config("""
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
        """).doors();

    assertThat(doors).extracting(Door::name).containsExactly("openWG", "closeWG");
    assertThat(doors.get(0).knocks()).containsExactly(udp(7031), tcp(8041), udp(9051));
    assertThat(doors).noneMatch(Door::hasLease);
    assertThat(doors).allMatch(door -> door.scope() == Scope.KNOCK_PORTS);
  }

  @Test
  void readsARaspberryPiWithAChainOfItsOwn() throws Exception {
    KnockdConfig config = config("""
        [options]
        \tUseSyslog

        [SSH]
        \tsequence    = 4438,1813,8235
        \tseq_timeout = 5
        \tcommand     = /sbin/iptables -A KNOCKD -s %IP% -p tcp --dport 22 -j ACCEPT
        \ttcpflags    = syn
        """);

    assertThat(config.options().useSyslog()).isTrue();
    assertDoor(config.doors().get(0), 5, SYN, Duration.ZERO);
    assertThat(config.doors().get(0).knocks()).containsExactly(tcp(4438), tcp(1813), tcp(8235));
  }

  @Test
  void readsDoorsThatCallPktables() throws Exception {
    List<Door> doors = config("""
        [options]
          logfile = /var/log/knockd.log
        [SSH]
          sequence      = 2001:tcp,2002:udp,2003:tcp
          seq_timeout   = 5
          start_command = pktables add %IP% --service ssh
          cmd_timeout   = 30
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
        """).doors();

    assertDoor(doors.get(0), 5, SYN, ofSeconds(30));
    assertDoor(doors.get(1), 2, TcpFlags.ANY, Duration.ZERO);
    assertThat(doors.get(2).knocks()).containsExactly(udp(7001), udp(9002));
  }

  @Test
  void readsARouterThatOpensForAnHour() throws Exception {
    KnockdConfig config = config("""
        [options]
            Interface = eth0.2
        [forward]
            Sequence      = 7100, 7200:udp, 7300
            Target        = 192.168.1.20
            Start_Command = /usr/bin/forward add 22 %IP% 192.168.1.20
            Cmd_Timeout   = 3600
            Stop_Command  = /usr/bin/forward remove 22 %IP% 192.168.1.20
        """);

    assertThat(config.options().interfaceName()).isEqualTo("eth0.2");
    assertDoor(config.doors().get(0), 25, TcpFlags.ANY, ofHours(1));
    assertThat(config.doors().get(0).target()).hasToString("192.168.1.20");
  }

  @Test
  void readsOneKnockThatOpensAndCloses() throws Exception {
    KnockdConfig config = config("""
        [options]
                logfile = /var/log/knockd.log
        [opencloseSSH]
                sequence      = 7000,8000,9000
                seq_timeout   = 15
                tcpflags      = syn
                start_command = /sbin/iptables -I INPUT -s %IP% -p tcp --dport 22 -j ACCEPT
                cmd_timeout   = 10
                stop_command  = /sbin/iptables -D INPUT -s %IP% -p tcp --dport 22 -j ACCEPT
        """);

    assertDoor(config.doors().get(0), 15, SYN, ofSeconds(10));
    assertThat(config.warnings())
        .singleElement()
        .asString()
        .contains("opens to 1 port sweep"); // which it does, with knockd as well
  }

  private static void assertDoor(Door door, int windowSeconds, TcpFlags flags, Duration lease) {
    assertThat(door.window()).isEqualTo(ofSeconds(windowSeconds));
    assertThat(door.flags()).isEqualTo(flags);
    assertThat(door.lease()).isEqualTo(lease);
  }
}
