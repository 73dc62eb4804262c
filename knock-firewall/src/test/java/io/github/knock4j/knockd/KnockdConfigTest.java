// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.TcpFlags.Flag;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KnockdConfigTest {

  @Test
  void readsEveryKeyOfADoor() throws Exception {
    Door door = door("""
        [ssh]
            sequence       = 7000, 8000:udp , 9000:TCP
            seq_timeout    = 15
            tcpflags       = syn,!ack
            target         = 192.0.2.1
            start_command  = iptables -A INPUT -s %IP% -j ACCEPT
            cmd_timeout    = 30
            stop_command   = iptables -D INPUT -s %IP% -j ACCEPT
        """);

    assertThat(door.name()).isEqualTo("ssh");
    assertThat(door.knocks()).containsExactly(tcp(7000), udp(8000), tcp(9000));
    assertThat(door.window()).isEqualTo(Duration.ofSeconds(15));
    assertThat(door.flags()).isEqualTo(TcpFlags.NEW_CONNECTION);
    assertThat(door.target()).isEqualTo(IpAddress.parse("192.0.2.1"));
    assertThat(door.lease()).isEqualTo(Duration.ofSeconds(30));
    assertThat(door.scope()).isEqualTo(Scope.KNOCK_PORTS);
  }

  @Test
  void takesKnockdsDefaults() throws Exception {
    Door door = door("[ssh]\nsequence=7000,8000\ncommand=true\n");

    assertThat(door.window()).isEqualTo(Duration.ofSeconds(25));
    assertThat(door.flags()).isEqualTo(TcpFlags.ANY);
    assertThat(door.target()).isNull();
    assertThat(door.hasLease()).isFalse();
    assertThat(door.cooldown()).isZero();
  }

  @Test
  void readsTheOptions() throws Exception {
    KnockdOptions options = parse("""
        [options]
          UseSyslog
          LogFile = /var/log/knockd.log
          PidFile = /run/knock.pid
          Interface = eth0.2
        """).options();

    assertThat(options)
        .isEqualTo(new KnockdOptions(
            true, Path.of("/var/log/knockd.log"), Path.of("/run/knock.pid"), "eth0.2"));
    assertThat(parse("").options())
        .isEqualTo(new KnockdOptions(false, null, Path.of("/var/run/knockd.pid"), null));
  }

  @Test
  void takesFlagsThatMustBeClear() throws Exception {
    assertThat(door("[a]\nsequence=7000\ntcpflags=!rst , FIN").flags())
        .isEqualTo(TcpFlags.ANY.mustClear(Flag.RST).mustSet(Flag.FIN));
  }

  private static Door door(String text) throws KnockdConfigException {
    return parse(text).doors().get(0);
  }

  private static KnockdConfig parse(String text) throws KnockdConfigException {
    return KnockdConfig.parse(text, "knockd.conf");
  }
}
