// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Knock;
import io.github.knock4j.netlab.NetLab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People who knock with what they have at hand, and whose system sends unanswered SYNs again. */
class KnockdClientsIT {

  private static final Knock SSH = tcp(22);

  /** Without the lead of each before the next, the scheduler would say which one goes first. */
  private static final String IN_PARALLEL = """
      for port in 4438 1813 8235; do
        curl --silent --max-time %d http://10.9.0.1:$port &
        sleep 0.05
      done
      wait
      """;

  /** A busy machine may use up a lead. */
  private static final int MOST_TRIES = 8;

  @TempDir
  private Path folder;

  private KnockdHost host;
  private Rules rules;
  private Echo visitor;
  private List<String> shut;

  @BeforeEach
  void openLab() throws IOException {
    NetLab.require("curl", "iptables", "nstat", "socat", "ss", "timeout", "unshare");
    host = new KnockdHost(folder);
    rules = Rules.ipv4(host.server);
    visitor = Echo.between(host.client, "10.9.0.2", "10.9.0.1");
    Echo.serve(host.server, SSH);
    shut = rules.restore(RaspberryPi.RULES);
  }

  @AfterEach
  void closeLab() {
    host.close();
  }

  @Test
  void openADoorByThreeParallelDownloads() throws IOException {
    host.configure(RaspberryPi.CONFIGURATION);
    host.startUnder(KnockdHost.WITHOUT_SYSLOG);
    assertThat(visitor.answers(SSH)).isFalse();

    knockUntilOpen(IN_PARALLEL.formatted(1));

    assertThat(rules.saved()).isEqualTo(RaspberryPi.open(shut));
    visitor.connect(SSH).close();
  }

  @Test
  void openADoorOnceIfAllTheirParallelKnocksAreSentTwoTimesAgain() throws IOException {
    host.configure(RaspberryPi.CONFIGURATION + "cooldown = 60\n");
    host.startUnder(KnockdHost.WITHOUT_SYSLOG);
    loseAnswers();

    knockUntilOpen(IN_PARALLEL.formatted(4));

    assertThat(sentAgain()).isGreaterThanOrEqualTo(6);
    assertThat(rules.saved()).isEqualTo(RaspberryPi.open(shut));
  }

  @Test
  void openADoorOnceIfEachKnockIsSentAgainBeforeTheNext() throws IOException {
    host.configure(RaspberryPi.CONFIGURATION + "cooldown = 60\n");
    host.startUnder(KnockdHost.WITHOUT_SYSLOG);
    loseAnswers();

    knockUntilOpen("""
        for port in 4438 1813 8235; do
          timeout 2 socat - TCP4:10.9.0.1:$port
        done
        """);

    assertThat(sentAgain()).isGreaterThanOrEqualTo(3);
    assertThat(rules.saved()).isEqualTo(RaspberryPi.open(shut));
  }

  private void knockUntilOpen(String script) {
    for (int i = 0; i < MOST_TRIES; i++) {
      host.client.tryRun("sh", "-c", script);
      if (rules.become(RaspberryPi.open(shut), ofSeconds(10))) {
        return;
      }
    }
  }

  /** As if dropped on the way: the client hears nothing of the server's refusals. */
  private void loseAnswers() {
    host.client.run("iptables", "-A", "INPUT", "-p", "icmp", "-j", "DROP");
  }

  private int sentAgain() {
    String counter = host.client.run("nstat", "-asz", "TcpExtTCPSynRetrans");
    return Integer.parseInt(counter.replaceFirst("(?s).*SynRetrans +(\\d+) .*", "$1"));
  }
}
