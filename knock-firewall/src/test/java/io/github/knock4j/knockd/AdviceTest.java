// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.knockd.Reading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration is warned of, and what not. */
class AdviceTest {

  /** Nothing to be said: sweeps need more than three rounds, and sessions are not heard. */
  private static final String GOOD = """
      [ssh]
      sequence = 9000,7000,8000:udp,6000,5000
      tcpflags = syn,!ack
      start_command = iptables -A INPUT -s %IP% -j ACCEPT
      stop_command = iptables -D INPUT -s %IP% -j ACCEPT
      cmd_timeout = 10
      """;

  @Test
  void saysNothingOfAGoodConfiguration() throws Exception {
    assertThat(warnings(GOOD)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u2013", "\u2014", "\u2212", "\u2011"})
  void namesTheLineOfATypographicDash(String dash) throws Exception {
    assertThat(warnings(GOOD.replace("-D", dash + "D")))
        .containsExactly("knockd.conf:5: command holds the typographic dash '" + dash
            + "', which no program takes for the hyphen '-' before an option");
  }

  @Test
  void tellsHowFewSweepsOpenADoor() throws Exception {
    assertThat(warnings("[ssh]\nsequence = 7000,8000,9000\n"))
        .containsExactly("knockd.conf:1: door 'ssh' opens to 1 port sweep:"
            + " with strict = yes, a wrong port between two knocks would disturb them");
    assertThat(warnings("[ssh]\nsequence = 7000,9000,8000\n"))
        .singleElement()
        .asString()
        .contains("opens to 2 port sweeps");
    assertThat(warnings("[ssh]\nsequence = 7000,7001\nstrict=yes\ntcpflags=syn,!ack\n"))
        .containsExactly(
            "knockd.conf:1: door 'ssh' opens to 1 port sweep: its ports are neighbours");
    assertThat(warnings("[ssh]\nsequence = 7000,8000,9000\nstrict=yes\ntcpflags=syn,!ack\n"))
        .isEmpty();
  }

  @Test
  void warnsOfSessionsWhosePacketsADoorHears() throws Exception {
    String warning =
        "knockd.conf:1: door 'ssh' hears every TCP packet, also those of an SSH session"
            + " that is open, which disturb a knock: tcpflags = syn,!ack lets it hear new connections"
            + " only";

    assertThat(warnings(GOOD.replace("tcpflags = syn,!ack", "strict = yes")))
        .containsExactly(warning);
    assertThat(warnings(GOOD.replace("tcpflags = syn,!ack", "").replace("7000", "22")))
        .containsExactly(warning);
  }

  @Test
  void findsNoSessionOnPortsThatNobodyServes() throws Exception {
    assertThat(warnings(GOOD.replace("tcpflags = syn,!ack", ""))).isEmpty();
    assertThat(
            warnings(GOOD.replace("tcpflags = syn,!ack", "tcpflags = syn").replace("7000", "22")))
        .isEmpty();
  }

  @Test
  void warnsOfACommandTimeoutWithoutAStopCommand() throws Exception {
    assertThat(warnings(GOOD.replaceAll("stop_command.*", "")))
        .containsExactly(
            "knockd.conf:6: cmd_timeout of door 'ssh' means nothing: there is no stop command");
  }

  @Test
  void warnsOfAStopCommandThatNeverRuns() throws Exception {
    assertThat(warnings(GOOD.replaceAll("start_command.*", "")))
        .containsExactly(
            "knockd.conf:5: door 'ssh' has a stop command, but no start command: it never runs");
  }

  @Test
  void warnsOfTwoSectionsOfOneName() throws Exception {
    assertThat(warnings(GOOD + GOOD.replace("5000", "5001")))
        .containsExactly("knockd.conf:7: another section is named 'ssh' too: both work, this one is"
            + " called 'ssh (2)'");
  }

  @Test
  void warnsOfTwoDoorsWithOneSequence() throws Exception {
    assertThat(warnings(GOOD + GOOD.replace("[ssh]", "[web]")))
        .containsExactly("knockd.conf:7: door 'web' has the same sequence as door 'ssh' in line 1:"
            + " one knock may open both");
  }

  @Test
  void tellsWhereANumberOrASequenceEnds() throws Exception {
    assertThat(warnings(GOOD.replace("= 10", "= 10 s").replace(",5000", ",5000 # mine")))
        .containsExactly(
            "knockd.conf:2: what follows # in a Sequence is not read",
            "knockd.conf:6: cmd_timeout is read as 10 seconds: what follows the number is not"
                + " looked at");
  }

  @Test
  void namesTheLinesOfAOneTimeFileThatHoldNoSequence(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("s"), " 9000,7000\n soon\n");

    assertThat(warnings("[ssh]\none_time_sequences = " + file + "\n"))
        .contains("knockd.conf:2: line 2 of '" + file + "' holds no sequence");
  }

  @Test
  void warnsOfAFileWithoutDoors() throws Exception {
    assertThat(warnings("[options]\nUseSyslog\n"))
        .containsExactly("knockd.conf: file has no door that could open");
  }
}
