// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.cli.KnockdHost.PATIENCE;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HUP, TERM, INT and KILL, in silence, in a flood, while somebody knocks, while a door is open. */
class KnockdSignalsIT {

  private static final Duration AT_ONCE = ofSeconds(5);

  private static final String OTHER = """
      [other]
        sequence = 7101,8102
        start_command = echo other >> DONE
      """;

  @TempDir
  private Path folder;

  private KnockdHost host;

  @BeforeEach
  void openLab() {
    NetLab.require("knock", "hping3", "timeout");
    host = new KnockdHost(folder);
  }

  @AfterEach
  void closeLab() {
    host.close();
  }

  private void knockOpen() throws IOException {
    host.knock("7001", "8002:udp", "9003");
    host.awaitDone("open 10.9.0.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void endsAtOnceInSilence(String signal) throws IOException {
    host.configure(KnockdHost.SSH);
    Running daemon = host.start();

    host.end(daemon, signal, AT_ONCE);

    assertThat(daemon.output()).contains("shutting down");
    assertThat(host.done()).isEmpty();
  }

  @Test
  void closesOpenDoorsWhenItEnds() throws IOException {
    host.configure(KnockdHost.SSH);
    Running daemon = host.start();
    knockOpen();

    host.end(daemon, "TERM", AT_ONCE);

    host.awaitDone("open 10.9.0.2", "close 10.9.0.2");
    assertThat(host.leases()).isEmpty();
  }

  @Test
  void endsAtOnceInAFloodAndClosesOpenDoors() throws IOException {
    host.configure(KnockdHost.SSH);
    Running daemon = host.start();
    knockOpen();
    daemon.awaitLine("ssh: running command", PATIENCE);
    Running flood = host.client.start(
        "timeout",
        "20",
        "hping3",
        "--rand-source",
        "-i",
        "u50",
        "-q",
        "-S",
        "-p",
        "7001",
        "10.9.0.1");
    daemon.awaitLine("Stage 1", PATIENCE);

    host.end(daemon, "TERM", AT_ONCE);
    flood.close();

    host.awaitDone("open 10.9.0.2", "close 10.9.0.2");
    assertThat(host.leases()).isEmpty();
  }

  @Test
  void letsARunningCommandFinishAndClosesBehindIt() throws IOException {
    host.configure(KnockdHost.SSH.replace("echo open", "sleep 2; echo open"));
    Running daemon = host.start();
    host.knock("7001", "8002:udp", "9003");
    daemon.awaitLine("running command", PATIENCE);

    host.end(daemon, "TERM", AT_ONCE);

    host.awaitDone("open 10.9.0.2", "close 10.9.0.2");
  }

  @Test
  void closesAfterAKillWhatIsDueAndGoesOnWithTheRest() throws IOException {
    host.configure(KnockdHost.SSH
        + KnockdHost.SSH.replace("ssh", "soon").replace("00", "10").replace("= 610", "= 3"));
    Running killed = host.start();
    knockOpen();
    host.knock("7101", "8102:udp", "9103");
    host.awaitDone("open 10.9.0.2", "open 10.9.0.2");
    host.signal(killed, "KILL");
    killed.awaitEnd(PATIENCE);

    Running next = host.start();

    host.awaitDone("open 10.9.0.2", "open 10.9.0.2", "close 10.9.0.2");
    host.awaitLeases(1);
    host.end(next, "TERM", AT_ONCE);
    assertThat(next.output()).contains("soon: command timeout");
    assertThat(host.done()).hasSize(4);
    assertThat(host.leases()).isEmpty();
  }

  @Test
  void closesAfterAKillADoorThatItsLastOneTimeSequenceOpened() throws IOException {
    Files.writeString(host.file("sequences"), " 7001,8002:udp\n");
    host.configure(KnockdHost.SSH
        .replace("sequence = 7001,8002:udp,9003", "one_time_sequences = SEQUENCES")
        .replace("SEQUENCES", host.file("sequences").toString())
        .replace("= 600", "= 4"));
    Running killed = host.start();
    host.knock("7001", "8002:udp");
    host.awaitDone("open 10.9.0.2");
    host.signal(killed, "KILL");
    killed.awaitEnd(PATIENCE);
    assertThat(host.file("sequences")).hasContent("#7001,8002:udp");

    Running next = host.start();
    host.knock("7001", "8002:udp");

    host.awaitDone("open 10.9.0.2", "close 10.9.0.2");
    host.end(next, "TERM", AT_ONCE);
    assertThat(next.output())
        .contains("no one-time sequence is left", "10.9.0.2: ssh: command timeout")
        .doesNotContain("SESAME");
    assertThat(host.leases()).isEmpty();
    assertThat(host.done()).hasSize(2);
  }

  @Test
  void goesOnWithAKnockAndALeaseAcrossAReload() throws IOException {
    host.configure(KnockdHost.SSH);
    Running daemon = host.start();
    knockOpen();
    host.knock("7001", "8002:udp");
    daemon.awaitLine("ssh: OPEN SESAME", PATIENCE);
    daemon.awaitLine("ssh: Stage 2", PATIENCE);

    host.configure(KnockdHost.SSH + OTHER);
    host.signal(daemon, "HUP");
    daemon.awaitLine("re-reading config file: " + host.file("knockd.conf"), PATIENCE);
    awaitOther(daemon);
    host.knock("9003");

    daemon.awaitLine("ssh: OPEN SESAME", PATIENCE);
    host.end(daemon, "TERM", AT_ONCE);
    assertThat(host.done()).containsOnlyOnce("open 10.9.0.2").containsOnlyOnce("close 10.9.0.2");
  }

  /**
   * Knocks until the new door opens: the reload takes a moment. As another visitor, because a door
   * with knockd's scope hears the ports of all.
   */
  private void awaitOther(Running daemon) throws IOException {
    for (int i = 0; i < 20 && !host.done().contains("other"); i++) {
      host.knockAt("fd09::1", "7101", "8102");
      LockSupport.parkNanos(ofMillis(100).toNanos());
    }
    daemon.awaitLine("other: OPEN SESAME", PATIENCE);
  }

  @Test
  void forgetsADoorThatIsGoneButClosesIt() throws IOException {
    host.configure(KnockdHost.SSH.replace("= 600", "= 4"));
    Running daemon = host.start();
    knockOpen();

    host.configure(OTHER);
    host.signal(daemon, "HUP");
    awaitOther(daemon);
    host.knock("7001", "8002:udp", "9003");

    host.awaitDoneWith("close 10.9.0.2");
    host.end(daemon, "TERM", AT_ONCE);
    assertThat(daemon.output()).contains("ssh: command timeout");
    assertThat(host.done()).containsOnlyOnce("open 10.9.0.2").containsOnlyOnce("close 10.9.0.2");
  }

  @Test
  void keepsItsDoorsWhenTheFileIsBroken() throws IOException {
    host.configure(KnockdHost.SSH);
    Running daemon = host.start();
    host.knock("7001", "8002:udp");
    daemon.awaitLine("Stage 2", PATIENCE);

    host.configure("[ssh]\nsequence = 7001,seven\nspeed = 5\n");
    host.signal(daemon, "HUP");

    daemon.awaitLine(
        "error, all doors stay as they are: " + host.file("knockd.conf") + ":2:", PATIENCE);
    host.knock("9003");
    host.awaitDone("open 10.9.0.2");
    assertThat(daemon.output()).contains("knockd.conf:3:").doesNotContain("7001");
    host.end(daemon, "TERM", AT_ONCE);
  }

  @Test
  void keepsItsDoorsWhenTheFileIsGone() throws IOException {
    host.configure(KnockdHost.SSH);
    Running daemon = host.start();
    Files.delete(host.file("knockd.conf"));

    host.signal(daemon, "HUP");

    daemon.awaitLine("error, all doors stay as they are", PATIENCE);
    knockOpen();
    host.end(daemon, "TERM", AT_ONCE);
  }

  @Test
  void opensItsLogFileAnewWhenThatWasRotatedAway() throws IOException {
    host.configure("[options]\nlogfile = " + host.file("log") + "\n" + KnockdHost.SSH);
    Running daemon = host.start();
    Files.move(host.file("log"), host.file("log.1"));

    host.signal(daemon, "HUP");
    daemon.awaitLine("re-reading", PATIENCE);
    knockOpen();

    host.end(daemon, "TERM", AT_ONCE);
    assertThat(host.file("log.1")).content().contains("starting up, listening on eth0");
    assertThat(host.file("log")).content().contains("10.9.0.2: ssh: OPEN SESAME", "shutting down");
  }

  @Test
  void endsAtOnceAlsoIfItsLogFileIsAPipeThatNobodyReads() throws IOException {
    host.configure(KnockdHost.SSH);
    host.server.run("mkfifo", host.file("log").toString());
    Running daemon = host.start("-g", host.file("log").toString());
    knockOpen();

    host.signal(daemon, "HUP");
    daemon.awaitLine("re-reading", PATIENCE);
    host.end(daemon, "TERM", AT_ONCE);

    host.awaitDone("open 10.9.0.2", "close 10.9.0.2");
  }

  /** As nohup(1) does, and shells do for what they start in the background. */
  @Test
  void hearsSignalsThatItsParentIgnores() throws IOException {
    host.configure(KnockdHost.SSH);
    List<String> argv = new ArrayList<>(List.of("env", "--ignore-signal=HUP,INT,TERM"));
    argv.addAll(List.of(Jar.command("knockd -v -i eth0 " + host.common())));
    Running daemon = host.server.start(argv);
    daemon.awaitLine("listening on", PATIENCE);

    host.signal(daemon, "HUP");
    daemon.awaitLine("re-reading", PATIENCE);

    host.end(daemon, "INT", AT_ONCE);
  }
}
