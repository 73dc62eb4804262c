// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's knockd and {@link KnockdConfig} read the same files, and mean the same by them. */
class KnockdReadingIT {

  private static final String LISTENS = "adding pcap expression";

  private static NetLab lab;
  private static Host host;

  @TempDir
  Path directory;

  @BeforeAll
  static void openLab() {
    NetLab.require("knockd");
    lab = NetLab.open();
    host = lab.host("server");
  }

  @AfterAll
  static void closeLab() {
    if (lab != null) {
      lab.close();
    }
  }

  /** What knockd says of a file when it debugs, until it listens or ends. */
  private String knockd(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("knockd.conf"), text);
    String pidFile = directory.resolve("pid").toString();
    String script = "knockd -D -i lo -p $1 -c $2; echo it ends without " + LISTENS;
    try (Running knockd = host.start("sh", "-c", script, "sh", pidFile, file.toString())) {
      knockd.awaitLine(LISTENS, Duration.ofMinutes(1));
      return knockd.output();
    }
  }

  private static List<String> sequences(String debugged) {
    return debugged
        .lines()
        .filter(line -> line.startsWith("config: ") && line.contains(": sequence: "))
        .map(line -> line.substring("config: ".length()))
        .toList();
  }

  private static String sequence(Door door) {
    return door.knocks().stream().map(KnockdReadingIT::text).collect(joining(","));
  }

  private static String text(Knock knock) {
    return knock.port() + ":" + knock.protocol().name().toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a]\nsequence=7000,8000,9000",
        "  # comment\n\n[a]\r\n\tSEQUENCE\t= 7000, 8000 :udp , 9000:TCP \r\n",
        "[a]\nsequence = 07000,8000 # mine\n",
        "[a]\nsequence=7000 : udp\n[b]\nsequence=1\n[options]\nUSESYSLOG\n",
        "[options]\nlogfile=\npidfile=\ninterface=\n[a]\nsequence=1,2\n",
        "[a]\nsequence=1\ntcpflags=SYN,!ack\ntcpflags=!syn\ntarget=192.0.2.1\n",
        "[a]\nsequence=1\ntimeout=15.5\ncmd_timeout=10 s\nseq_timeout=+7\n",
        "[a]\nsequence=1\ncommand=a = b # c\nstart_command_6=\nstop_command=\ncommand_6==\n",
        "[a]]\nsequence=1\ntarget=2001:db8::1\n"
      })
  void opensToTheSequencesOfKnockd(String text) throws Exception {
    List<Door> doors = Reading.config(text).doors();

    assertThat(sequences(knockd(text)))
        .isNotEmpty()
        .containsExactlyElementsOf(doors.stream()
            .map(door -> door.name() + ": sequence: " + sequence(door))
            .toList());
  }

  @Test
  void readsNumbersAndCommandsAsKnockdDoes() throws Exception {
    String text = "[a]\nsequence=1\nseq_timeout=15.5\ncommand = x # y \ncmd_timeout = 20 s\n"
        + "stop_command==z\n";

    Door door = Reading.door(text);

    assertThat(knockd(text).lines())
        .contains(
            "config: a: seq_timeout: " + door.window().toSeconds(),
            "config: a: start_command: x # y",
            "config: a: cmd_timeout: " + door.lease().toSeconds(),
            "config: a: stop_command: =z");
  }

  @Test
  void watchesBothOfTwoSectionsOfOneNameAsKnockdDoes() throws Exception {
    String text = "[a]\nsequence=1\n[a]\nsequence=2\n";

    assertThat(sequences(knockd(text))).containsExactly("a: sequence: 1:tcp", "a: sequence: 2:tcp");
    assertThat(Reading.config(text).doors())
        .extracting(KnockdReadingIT::sequence)
        .containsExactly("1:tcp", "2:tcp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sequence=1\n",
        "[a]\nsequence=1\nbogus=2\n",
        "[a]\nsequence\n",
        "[a]\nsequence=1\ncommand\n",
        "[a]\ncommand=x\n",
        "[options]\nbogus\n",
        "[options]\nUseSyslog = yes\n",
        "[options]\nsequence=1\n",
        "[OPTIONS]\nUseSyslog\n",
        "[a]\nsequence=65536\n",
        "[a]\nsequence=1:sctp\n",
        "[a]\nsequence=1:\n",
        "[a]\nsequence=1\ntcpflags=ece\n",
        "[a]\nsequence=1\ntcpflags=\n",
        "[]\nsequence=1\n",
        "[a\nsequence=1\n",
        "[a] # c\nsequence=1\n",
        "[a]\nsequence=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,"
            + "29,30,31,32,33\n"
      })
  void refusesWhatKnockdRefuses(String text) throws Exception {
    assertThat(knockd(text)).containsAnyOf("config: line", "config: section", "error: section");
    assertThatThrownBy(() -> Reading.config(text)).isInstanceOf(KnockdConfigException.class);
  }

  /** Nobody can have meant them: knockd reads 0, or another number, and asks the resolver for names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a]\nsequence=0,7\n",
        "[a]\nsequence=ssh,7\n",
        "[a]\nsequence=-7\n",
        "[a]\nsequence=1,2\nseq_timeout=0\n",
        "[a]\nsequence=1,2\nseq_timeout=soon\n",
        "[a]\nsequence=1,2\ncommand=x\ncmd_timeout=-3\nstop_command=y\n",
        "[a]\nsequence=1,2\ntarget=localhost\n",
        "[a name of a door that is longer than the sixty-four characters of ours]\nsequence=1,2\n",
      })
  void refusesWhatKnockdTakesAlthoughItMakesNoSense(String text) throws Exception {
    assertThat(knockd(text)).contains(LISTENS + " for door 'a");
    assertThatThrownBy(() -> Reading.config(text)).isInstanceOf(KnockdConfigException.class);
  }
}
