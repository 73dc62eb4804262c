// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.knockd.Reading.config;
import static io.github.knock4j.knockd.Reading.door;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.TcpFlags.Flag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnockdConfigTest {

  private static final String PLAIN = "[ssh]\nsequence=7000,8000\ncommand=true\n";

  @Test
  void readsEveryKeyOfADoor() throws Exception {
    Door door = door("""
        [ssh]
            sequence       = 7000, 8000:udp , 9000 : TCP
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
  }

  @Test
  void takesKnockdsDefaults() throws Exception {
    Door door = door(PLAIN);

    assertThat(door.window()).isEqualTo(Duration.ofSeconds(25));
    assertThat(door.flags()).isEqualTo(TcpFlags.ANY);
    assertThat(door.scope()).isEqualTo(Scope.KNOCK_PORTS);
    assertThat(door.target()).isNull();
    assertThat(door.hasLease()).isFalse();
    assertThat(door.cooldown()).isZero();
  }

  @Test
  void opensForTenSecondsIfThereIsAStopCommand() throws Exception {
    assertThat(door(PLAIN + "stop_command=false\n").lease()).isEqualTo(Duration.ofSeconds(10));
    assertThat(door(PLAIN + "stop_command_6=false\n").lease()).isEqualTo(Duration.ofSeconds(10));
    assertThat(door(PLAIN + "stop_command=\n").hasLease()).isFalse();
  }

  @Test
  void closesAtOnceIfTheCommandTimeoutIsZero() throws Exception {
    assertThat(door(PLAIN + "stop_command=false\ncmd_timeout=0\n").lease())
        .isBetween(Duration.ofNanos(1), Duration.ofMillis(10));
  }

  @Test
  void hasNoLeaseWithoutAStartCommandBecauseKnockdThenRunsNoStopCommand() throws Exception {
    assertThat(door("[a]\nsequence=7000,8000\nstop_command=true\n").hasLease()).isFalse();
    assertThat(
            door("[a]\nsequence=7000,8000\ncommand_6=true\nstop_command=true\n").hasLease())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"seq_timeout", "Seq_Timeout", "timeout", "TIMEOUT"})
  void knowsTheWindowByBothItsNamesInLettersOfAnySize(String key) throws Exception {
    assertThat(door(PLAIN + key + " = 7\n").window()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void takesOurOwnTwoKeys() throws Exception {
    Door door = door(PLAIN + "Strict = Yes\ncooldown = 60\n");

    assertThat(door.scope()).isEqualTo(Scope.EVERY_PORT);
    assertThat(door.cooldown()).isEqualTo(Duration.ofMinutes(1));
    assertThat(door(PLAIN + "strict = no\n").scope()).isEqualTo(Scope.KNOCK_PORTS);
  }

  @Test
  void readsTheOptions() throws Exception {
    KnockdOptions options = config("""
        [options]
          UseSyslog
          LogFile = /var/log/knock log#1
          PidFile = /run/knock.pid
          Interface = eth0.2
        """).options();

    assertThat(options)
        .isEqualTo(new KnockdOptions(
            true, Path.of("/var/log/knock log#1"), Path.of("/run/knock.pid"), "eth0.2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[options]", "[options]\nlogfile=\npidfile=\ninterface=\n"})
  void tellsOptionsThatAreUnset(String text) throws Exception {
    assertThat(config(text).options())
        .isEqualTo(new KnockdOptions(false, null, Path.of("/var/run/knockd.pid"), null));
  }

  @Test
  void takesTheLastOfSeveralValuesAndOptionsFromAnywhere() throws Exception {
    KnockdConfig config =
        config("[options]\ninterface=eth1\n" + PLAIN + "sequence=1,2\n[options]\ninterface=eth2\n");

    assertThat(config.options().interfaceName()).isEqualTo("eth2");
    assertThat(config.doors().get(0).knocks()).containsExactly(tcp(1), tcp(2));
  }

  @ParameterizedTest
  @CsvSource({"syn", "'SYN'", "' Syn '", "'!syn,syn'"})
  void takesFlagsInLettersOfAnySizeAndTheLastOfTwoThatDiffer(String flags) throws Exception {
    assertThat(door(PLAIN + "tcpflags=" + flags).flags()).isEqualTo(TcpFlags.ANY.mustSet(Flag.SYN));
  }

  @Test
  void takesFlagsOutOfSeveralLines() throws Exception {
    assertThat(door(PLAIN + "tcpflags=syn\ntcpflags=!ack, !rst\n").flags())
        .isEqualTo(TcpFlags.NEW_CONNECTION.mustClear(Flag.RST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  # comment\n\n[ssh]\r\n\tsequence\t= 7000,8000 \r\ncommand = true\r\n",
        "#[x]\n[ssh]\n sequence=7000,8000\ncommand=true",
        "[ ssh ]\nsequence=07000,8000:tcp\ncommand=true",
        "\ufeff[ssh]\nsequence=7000,8000 # my knock\ncommand=true\n# caf\ufffd"
      })
  void readsTheSameDoorHoweverTheFileIsLaidOut(String text) throws Exception {
    assertThat(door(text)).isEqualTo(door(PLAIN));
  }

  @Test
  void takesSequencesOfUpTo32Knocks() throws Exception {
    String ports =
        IntStream.rangeClosed(1, 32).mapToObj(Integer::toString).collect(Collectors.joining(","));

    assertThat(door("[a]\nsequence=" + ports + "\n").knocks()).hasSize(32);
    assertThat(door("[a]\nsequence=65535\n").knocks()).containsExactly(tcp(65535));
  }

  @Test
  void keepsTwoSectionsOfOneNameApart() throws Exception {
    String section = "[ssh]\nsequence=7000,9000\n";

    assertThat(config(PLAIN + section + "[ssh (2)]\nsequence=1\n" + section).doors())
        .extracting(Door::name)
        .containsExactly("ssh", "ssh (3)", "ssh (2)", "ssh (4)");
  }

  @Test
  void readsNumbersAsFarAsTheirDigitsGo() throws Exception {
    Door door = door(PLAIN + "seq_timeout = 15.5\ncmd_timeout = +20 s\nstop_command = true\n");

    assertThat(door.window()).isEqualTo(Duration.ofSeconds(15));
    assertThat(door.lease()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void readsAFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("knockd.conf");
    Files.write(file, (PLAIN + "# caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));

    assertThat(KnockdConfig.read(file).doors()).isEqualTo(List.of(door(PLAIN)));
  }

  @Test
  void saysWhyAFileCannotBeRead(@TempDir Path directory) {
    Path missing = directory.resolve("missing.conf");

    assertThatThrownBy(() -> KnockdConfig.read(missing))
        .isInstanceOf(KnockdConfigException.class)
        .hasMessage(missing + ": cannot be read: no such file");
    assertThatThrownBy(() -> KnockdConfig.read(directory))
        .isInstanceOf(KnockdConfigException.class)
        .hasMessageContaining(directory + ": cannot be read: ");
    assertThatThrownBy(() -> KnockdConfig.read(Path.of("/dev/zero")))
        .isInstanceOf(KnockdConfigException.class)
        .hasMessage("/dev/zero: file must have at most 1048576 bytes");
  }

  @Test
  void makesEqualGuardsOfWhatStaysTheSame() throws Exception {
    try (KnockdLog log = KnockdLog.to(line -> {})) {
      KnockdConfig config = config(PLAIN + "[other]\nsequence=1,2\ncommand=true\n");
      KnockdConfig reread = config("[other]\nsequence=1,2\ncommand=false\n" + PLAIN);

      assertThat(config.guards(log).get(0)).isEqualTo(reread.guards(log).get(1));
      assertThat(config.guards(log).get(0)).hasSameHashCodeAs(reread.guards(log).get(1));
      assertThat(config.guards(log).get(1)).isNotEqualTo(reread.guards(log).get(0));
    }
  }
}
