// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.knockd.Reading.config;
import static io.github.knock4j.knockd.Reading.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link KnockdConfig} refuses, and how it says so. */
class KnockdConfigErrorTest {

  @Test
  void tellsAllErrorsOfAFileAtOnce() {
    assertThatThrownBy(() -> config("""
        sequence = 7000,8000
        [options]
        UseSyslog = yes
        Colour = red
        logfile
        [ssh
        sequence = 7000,sctp
        [backup]
        seq_timeout = 0
        start_command
        tcpflags = syn,ece
        [empty]
        """))
        .isInstanceOf(KnockdConfigException.class)
        .hasMessage("""
            knockd.conf:1: found 'sequence' before the first section, allowed there: [options] or the [name] of a door
            knockd.conf:3: UseSyslog must stand alone, without a value: 'yes'
            knockd.conf:4: unknown key 'colour' in [options], allowed: UseSyslog, LogFile, PidFile, Interface
            knockd.conf:5: logfile must have a value: key = value
            knockd.conf:6: section must begin with a line [name], and nothing else in that line
            knockd.conf:7: knock 2 of the sequence must be port[:tcp|udp], the port 1..65535
            knockd.conf:9: seq_timeout must be 1..86400 seconds: '0'
            knockd.conf:10: found 'start_command' in door 'backup' without a value, allowed: key = value
            knockd.conf:11: tcpflags must be fin, syn, rst, psh, ack or urg, parted by commas, each with ! before it if it must be clear: 'ece'
            knockd.conf:12: door 'empty' must have a Sequence""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sequence = ; sequence must have 1..32 knocks, has 0",
        "sequence = 1,,2 ; knock 2 of the sequence must be port[:tcp|udp], the port 1..65535: it is empty",
        "sequence = 1,2, ; knock 3 of the sequence must be port[:tcp|udp], the port 1..65535: it is empty",
        "sequence = 0 ; knock 1 of the sequence must be port[:tcp|udp], the port 1..65535",
        "sequence = 65536 ; knock 1 of the sequence must be port[:tcp|udp], the port 1..65535",
        "sequence = 4294974296 ; knock 1 of the sequence must be port[:tcp|udp], the port 1..65535",
        "sequence = -7 ; knock 1 of the sequence must be port[:tcp|udp], the port 1..65535",
        "sequence = ssh ; knock 1 of the sequence must be port[:tcp|udp], the port 1..65535",
        "sequence = 1:sctp ; knock 1 of the sequence must be port[:tcp|udp], the port 1..65535",
        "sequence = 1 2 ; knock 1 of the sequence must be port[:tcp|udp], the port 1..65535",
        "seq_timeout = -5 ; seq_timeout must be 1..86400 seconds: '-5'",
        "timeout = 86401 ; timeout must be 1..86400 seconds: '86401'",
        "seq_timeout = ; seq_timeout must be 1..86400 seconds: ''",
        "seq_timeout = soon ; seq_timeout must be 1..86400 seconds: 'soon'",
        "seq_timeout = 99999999999 ; seq_timeout must be 1..86400 seconds: '99999999999'",
        "cmd_timeout = 31536001 ; cmd_timeout must be 0..31536000 seconds: '31536001'",
        "cmd_timeout = -3 ; cmd_timeout must be 0..31536000 seconds: '-3'",
        "cooldown = 86401 ; cooldown must be 0..86400 seconds: '86401'",
        "strict = maybe ; strict must be yes or no: 'maybe'",
        "target = example.org ; target must be an IPv4 or IPv6 address, not a name: 'example…'",
        "one_time_sequences = /nonexistent ; one_time_sequences must name a file that can be read: '/nonexistent'",
      })
  void namesLineBoundAndValue(String line, String error) {
    assertThat(errors("[a]\nsequence = 1\n" + line + "\n"))
        .containsExactly("knockd.conf:3: " + error);
  }

  @Test
  void saysWhichKeysADoorKnows() {
    assertThat(errors("[a]\nsequence = 1\nseqence = 2\n"))
        .singleElement()
        .asString()
        .startsWith("knockd.conf:3: unknown key 'seqence' in door 'a', allowed: Sequence, ")
        .contains("One_Time_Sequences", "Stop_Command_6", "strict", "cooldown");
  }

  @Test
  void refusesAStopCommandTogetherWithACooldown() {
    assertThat(errors("[a]\nsequence=1\ncommand=x\nstop_command=y\ncooldown=5\n"))
        .containsExactly("knockd.conf:5: door 'a' must not have both a stop command and a cooldown:"
            + " while it is open, knocking again prolongs that");
    assertThatCode(() -> config("[a]\nsequence=1\ncommand=x\nstop_command=y\ncooldown=0\n"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[a", "[a]x", "[a] # comment", "["})
  void refusesHeadersThatAreNone(String header) {
    assertThat(errors(header + "\nsequence = 1\nbogus = 1\n"))
        .hasSize(2)
        .contains(
            "knockd.conf:1: section must begin with a line [name], and nothing else in that line");
  }

  @Test
  void refusesNamesThatNoDoorCanHave() {
    assertThat(errors("[" + "n".repeat(65) + "]\nsequence = 1\ntimeout = 0"))
        .containsExactly(
            "knockd.conf:1: door name must have 1..64 characters: 65",
            "knockd.conf:3: timeout must be 1..86400 seconds: '0'");
    assertThat(errors("[a\u202eb]\nsequence = 1"))
        .singleElement()
        .asString()
        .startsWith("knockd.conf:1: door name must be printable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"command = a\0b", "command = a\u001b[2Jb", "command = a\rb"})
  void refusesControlCharacters(String line) {
    assertThat(errors("[a]\nsequence = 1\n" + line + "\n"))
        .containsExactly("knockd.conf:3: line must not hold a control character");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    assertThat(errors("[a]\nsequence = 1\ncommand = caf\ufffd\n"))
        .containsExactly("knockd.conf:3: line must be UTF-8, as everything but comments");
  }

  @Test
  void showsNoPortOfASequenceWhereverItStands() {
    String message = String.join("\n", errors("""
            7000,8000 = sequence
            [a]
            sequence 7000,8000
            seqence = 7000,8000
            sequence = 7000,8000:7000
            tcpflags = 7000,8000
            target = 7000,8000
            timeout = soon 7000
            strict = 7000
            one_time_sequences = 7000, 8000:UDP
            sequence=
            sequenc7000
            """));

    assertThat(message.lines()).hasSize(11);
    assertThat(message).doesNotContain("7000", "8000");
  }

  @Test
  void boundsTheFile() {
    assertThat(errors("#".repeat((1 << 20) + 1)))
        .containsExactly("knockd.conf: file must have at most 1048576 bytes");
    assertThat(errors("\n".repeat(65_536) + "x"))
        .containsExactly("knockd.conf:65537: file must have at most 65536 lines");
    assertThat(errors("[a]\nsequence=1\ncommand=" + "x".repeat(32_768)))
        .containsExactly("knockd.conf:3: line must have at most 32768 characters: 32776");
    assertThat(errors(doors(1_001)))
        .containsExactly("knockd.conf:2001: file must have at most 1000 doors: 1001");
  }

  @Test
  void takesWhatIsJustWithinTheBounds() throws Exception {
    String text = doors(1_000);

    assertThat(config(text + "#".repeat((1 << 20) - text.length())).doors()).hasSize(1_000);
  }

  private static String doors(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "[d" + i + "]\nsequence=" + i + ",60000\n")
        .collect(Collectors.joining());
  }
}
