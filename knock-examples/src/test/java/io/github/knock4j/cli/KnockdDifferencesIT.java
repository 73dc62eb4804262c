// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.cli.KnockdHost.PATIENCE;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the daemon is not as knockd, for better or worse. */
class KnockdDifferencesIT {

  private static final String DOOR = """
      [ssh]
        sequence = 7001,8002:udp,9003
        tcpflags = syn
        start_command = echo open %IP% >> DONE
        cmd_timeout = 9
        stop_command = echo close %IP% >> DONE
      """;

  @TempDir
  private Path folder;

  private KnockdHost host;

  @BeforeEach
  void openLab() {
    NetLab.require("knock", "knockd");
    host = new KnockdHost(folder);
  }

  @AfterEach
  void closeLab() {
    host.close();
  }

  /** knockd waits for the end of the time, and then tells the signal by its status. */
  @Test
  void closesAtOnceWhenItEndsAndCountsThatAsSuccess() throws IOException {
    host.configure(DOOR);
    Running knockd = host.startKnockd();
    Running ours = host.start();
    host.knock("7001", "8002:udp", "9003");
    host.awaitDone("open 10.9.0.2", "open 10.9.0.2");

    host.signal(knockd, "TERM");
    host.end(ours, "TERM", ofSeconds(3));

    host.awaitDone("open 10.9.0.2", "open 10.9.0.2", "close 10.9.0.2");
    assertThat(knockd.awaitEnd(PATIENCE).status()).isEqualTo(15);
    assertThat(host.done()).hasSize(4);
  }

  @Test
  void takesTensOfMegabytesBesideTheRingOfTheCapture() throws IOException {
    host.configure(DOOR);
    Running daemon = host.start();

    String status = Files.readString(Path.of("/proc/" + daemon.pid() + "/status"));

    // proc_pid_status(5): what is neither a mapped file nor the ring.
    long kilobytes = Long.parseLong(status.replaceFirst("(?s).*RssAnon:\\s+(\\d+) kB.*", "$1"));
    assertThat(kilobytes).isBetween(10_000L, 120_000L);
  }

  @Test
  void runsOneStartAndOneStopCommandForAVisitorWhoKnocksTwice() throws IOException {
    host.configure(DOOR);
    Running daemon = host.start();

    host.knock("7001", "8002:udp", "9003");
    host.awaitDone("open 10.9.0.2");
    host.knock("7001", "8002:udp", "9003");
    daemon.awaitLine("OPEN SESAME", PATIENCE);
    daemon.awaitLine("OPEN SESAME", PATIENCE);

    host.awaitDone("open 10.9.0.2", "close 10.9.0.2");
    host.end(daemon, "TERM", PATIENCE);
    assertThat(host.done()).hasSize(2);
  }

  /** One knock opens all doors of its sequence. */
  @Test
  void runsThirtyTwoCommandsAtOnceAndTheNextAfterThem() throws IOException {
    StringBuilder doors = new StringBuilder();
    for (int i = 1; i <= 33; i++) {
      doors.append("[").append(i).append("]\nsequence = 7001\ntcpflags = syn\n");
      doors.append("command = echo begun >> DONE; until [ -e GO ]; do sleep 0.1; done\n");
    }
    host.configure(doors.toString().replace("GO", host.file("go").toString()));
    host.start();

    host.knock("7001");
    host.awaitDone(nCopies(32, "begun").toArray(String[]::new));
    LockSupport.parkNanos(ofMillis(500).toNanos());
    assertThat(host.done()).hasSize(32);

    Files.createFile(host.file("go"));
    host.awaitDone(nCopies(33, "begun").toArray(String[]::new));
  }
}
