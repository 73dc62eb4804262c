// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.knockd.Reading.config;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.runtime.ScriptedSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration in a doorkeeper: what becomes of knocks, told by the log. */
class KnockdRunTest {

  private static final String VISITOR = "203.0.113.7";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final KnockdLog log = KnockdLog.to(lines::add);
  private final ScriptedSource source = ScriptedSource.startingAt(0);

  @AfterEach
  void closeLog() {
    log.close();
  }

  private Doorkeeper start(KnockdConfig config) throws Exception {
    return Doorkeeper.watching(source)
        .guards(config.guards(log))
        .onAttempt(log)
        .actionLimit(ofDays(1))
        .start();
  }

  /** Waits for lines, because commands run on their own threads. */
  private void assertLogged(String... expected) throws InterruptedException {
    for (String line : expected) {
      assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo(line);
    }
    assertThat(lines).isEmpty();
  }

  /** The lines, and their order, are what knockd 0.8 writes of the same knocks. */
  @Test
  void logsAnOpeningAndItsEndInTheOrderOfKnockd() throws Exception {
    KnockdConfig config = config("""
        [ssh]
        sequence = 7000,8000,9000
        command = echo open %IP%; exit 3
        cmd_timeout = 10
        stop_command = echo close %IP%
        """);
    try (Doorkeeper keeper = start(config)) {
      source.knockAt(config.doors().get(0), VISITOR);

      assertLogged(
          "203.0.113.7: ssh: Stage 1",
          "203.0.113.7: ssh: Stage 2",
          "203.0.113.7: ssh: Stage 3",
          "203.0.113.7: ssh: OPEN SESAME",
          "ssh: running command: echo open 203.0.113.7; exit 3",
          "ssh: command returned non-zero status code (3)");

      source.after(ofSeconds(10));

      assertLogged(
          "203.0.113.7: ssh: command timeout", "ssh: running command: echo close 203.0.113.7");
      assertThat(keeper.status().engine().opened()).isOne();
    }
  }

  @Test
  void logsAnAttemptThatTookTooLong() throws Exception {
    KnockdConfig config = config("[ssh]\nsequence=7000,8000\nseq_timeout=2\ncommand=true\n");
    try (Doorkeeper keeper = start(config)) {
      source.knock(VISITOR, tcp(7000)).after(ofMillis(1_999)).knock(VISITOR, tcp(8000));
      assertLogged(
          "203.0.113.7: ssh: Stage 1",
          "203.0.113.7: ssh: Stage 2",
          "203.0.113.7: ssh: OPEN SESAME",
          "ssh: running command: true");

      source.knock(VISITOR, tcp(7000)).after(ofSeconds(2)).knock(VISITOR, tcp(8000));

      assertLogged("203.0.113.7: ssh: Stage 1", "203.0.113.7: ssh: sequence timeout (stage 1)");
      assertThat(keeper.status().engine().opened()).isOne();
    }
  }

  @Test
  void opensBothOfTwoSectionsWithOneName() throws Exception {
    KnockdConfig config =
        config("[ssh]\nsequence=7000\ncommand=echo 1\n[ssh]\nsequence=8000\ncommand=echo 2\n");
    try (Doorkeeper keeper = start(config)) {
      source.knock(VISITOR, tcp(8000));

      assertLogged(
          "203.0.113.7: ssh (2): Stage 1",
          "203.0.113.7: ssh (2): OPEN SESAME",
          "ssh (2): running command: echo 2");
      assertThat(keeper.status().engine().opened()).isOne();
    }
  }

  @Test
  void opensOnceWithEachOneTimeSequence(@TempDir Path directory) throws Exception {
    Path sequences = directory.resolve("sequences");
    Files.writeString(sequences, " 7001\n 7002\n");
    KnockdConfig config = config("[ssh]\none_time_sequences=" + sequences + "\ncommand=head -c 1 "
        + sequences + " | grep -q '#'\n");
    try (Doorkeeper keeper = start(config)) {
      source.knock(VISITOR, tcp(7001));
      assertLogged(
          "203.0.113.7: ssh: Stage 1",
          "203.0.113.7: ssh: OPEN SESAME",
          "ssh: running command: head -c 1 " + sequences + " | grep -q '#'");

      source.knock(VISITOR, tcp(7001)).knock("2001:db8::7", tcp(7002));

      assertThat(List.of(lines.take(), lines.take(), lines.take(), lines.take()))
          .containsExactlyInAnyOrder(
              "2001:db8::7: ssh: Stage 1",
              "2001:db8::7: ssh: OPEN SESAME",
              "ssh: no one-time sequence is left, door disabled",
              "ssh: running command: head -c 1 " + sequences + " | grep -q '#'");
      assertThat(sequences).hasContent("#7001\n#7002\n");
      assertThat(keeper.status().engine().opened()).isEqualTo(2);
    }
  }
}
