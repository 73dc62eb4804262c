// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.cli.KnockdHost.PATIENCE;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Result;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished jar in place of knockd: its options, and its log. */
class KnockdIT {

  private static final String DOOR = """
      [ssh]
        sequence = 7001,8002:udp,9003
        seq_timeout = 2
        tcpflags = syn
        start_command = echo open %IP% >> DONE
        cmd_timeout = 1
        stop_command = false %IP% || echo close %IP% >> DONE
      [fails]
        sequence = 7101
        start_command = exit 3
      """;

  @TempDir
  private Path folder;

  private KnockdHost host;

  @BeforeEach
  void openLab() {
    NetLab.require("knock", "knockd", "socat", "unshare", "mount");
    host = new KnockdHost(folder);
  }

  @AfterEach
  void closeLab() {
    host.close();
  }

  @Test
  void writesTheLogThatKnockdWrites() throws IOException {
    host.configure(DOOR);
    Running knockd = host.startKnockd("-g", host.file("their.log").toString());
    Running ours = host.start("-g", host.file("our.log").toString());

    for (String address : List.of("10.9.0.1", "fd09::1")) {
      host.knockAt(address, "7001", "8002:udp", "9003");
      awaitBoth("running command: false");
      host.knockAt(address, "7001", "8002:udp");
      awaitBoth("Stage 2");
      LockSupport.parkNanos(ofSeconds(4).toNanos());
      host.knockAt(address, "7101");
      awaitBoth("status code (3)");
    }
    host.end(ours, "TERM", PATIENCE);
    host.signal(knockd, "TERM");
    knockd.awaitEnd(PATIENCE);

    assertThat(lines("our.log")).hasSizeGreaterThan(20).isEqualTo(lines("their.log"));
    assertThat(ours.output().lines().filter(line -> line.contains("Stage"))).hasSize(12);
  }

  /** Waits until the last lines of both logs say this. */
  private void awaitBoth(String text) throws IOException {
    for (String log : List.of("our.log", "their.log")) {
      KnockdHost.await(PATIENCE, () -> last(log).contains(text));
    }
  }

  private String last(String log) throws IOException {
    List<String> lines = lines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 2), lines.size()));
  }

  /** Without the minute; knockd leaves some lines empty. */
  private List<String> lines(String log) throws IOException {
    return Files.readAllLines(host.file(log)).stream()
        .filter(line -> !line.isEmpty())
        .peek(line -> assertThat(line).matches("\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d] .*"))
        .map(line -> line.substring(19))
        .toList();
  }

  @Test
  void goesIntoTheBackgroundAndLeavesAProcessId() throws IOException {
    host.configure("[options]\nlogfile = " + host.file("log") + "\n" + DOOR);
    Path pidFile = host.file("pid");

    Result started =
        host.server.tryRun(Jar.command("knockd -d -v -i eth0 -p " + pidFile + " " + host.common()));

    assertThat(started.status()).as(started.output()).isZero();
    assertThat(started.output()).doesNotContain("listening");
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
    try {
      // The session is the fourth field behind the name, proc(5).
      assertThat(Files.readString(Path.of("/proc/" + pid + "/stat")).replaceFirst(".*\\) ", ""))
          .matches("\\S \\d+ \\d+ " + pid + " [\\s\\S]*");
      for (int stream = 0; stream <= 2; stream++) {
        assertThat(Path.of("/proc/" + pid + "/fd/" + stream).toRealPath())
            .isEqualTo(Path.of("/dev/null"));
      }
      host.knock("7001", "8002:udp", "9003");
      host.awaitDone("open 10.9.0.2", "close 10.9.0.2");
    } finally {
      daemon.destroy();
    }
    assertThat(daemon.onExit()).succeedsWithin(PATIENCE);
    assertThat(pidFile).doesNotExist();
    assertThat(host.file("log")).content().contains("ssh: OPEN SESAME", "shutting down");
  }

  @Test
  void leavesItsProcessIdUntilTheDoorsAreClosed() throws IOException {
    host.configure(DOOR.replace("echo close", "sleep 2; echo close"));
    Path pidFile = host.file("pid");
    host.server.run(Jar.command("knockd -d -i eth0 -p " + pidFile + " " + host.common()));
    ProcessHandle daemon =
        ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip())).orElseThrow();
    host.knock("7001", "8002:udp", "9003");
    host.awaitDone("open 10.9.0.2");

    daemon.destroy();
    KnockdHost.await(PATIENCE, () -> !Files.exists(pidFile));

    assertThat(host.done()).containsExactly("open 10.9.0.2", "close 10.9.0.2");
    assertThat(daemon.onExit()).succeedsWithin(PATIENCE);
  }

  @Test
  void goesIntoTheBackgroundAlsoWhenItsJvmHasSomethingToSay() throws IOException {
    host.configure(DOOR);
    Path pidFile = host.file("pid");
    List<String> argv =
        new ArrayList<>(List.of("timeout", "60", "env", "JDK_JAVA_OPTIONS=-Xlog:gc"));
    argv.addAll(List.of(Jar.command("knockd -d -i eth0 -p " + pidFile + " " + host.common())));

    Result started = host.server.tryRun(argv.toArray(String[]::new));

    ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
        .ifPresent(ProcessHandle::destroy);
    assertThat(started.status()).as(started.output()).isZero();
  }

  @Test
  void saysOnTheTerminalWhyItCannotGoIntoTheBackground() throws IOException {
    host.configure(DOOR);
    Files.createDirectory(host.file("pid"));

    Result refused = host.server.tryRun(
        Jar.command("knockd -d -i eth0 -p " + host.file("pid") + " " + host.common()));

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).contains("pid file cannot be written: " + host.file("pid"));
  }

  @Test
  void tellsAllErrorsOfAConfiguration() throws IOException {
    host.configure("[ssh]\nsequence = 7001,seven\n[options]\nspeed = 5\n");

    Result refused = host.server.tryRun(Jar.command("knockd -i eth0 " + host.common()));

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output())
        .contains("knockd.conf:2:", "knockd.conf:4:")
        .doesNotContain("7001", "\tat ");
  }

  @Test
  void listensOnSeveralInterfaces() throws IOException {
    Host second = host.lab().host("second");
    host.lab().join(host.server, "wan0", second, "eth0");
    host.server.address("wan0", "10.8.0.1/24");
    second.address("eth0", "10.8.0.2/24");
    host.configure(DOOR);
    Running daemon = host.start("-i", "eth0", "-i", "wan0");

    host.knock("7001", "8002:udp", "9003");
    host.awaitDone("open 10.9.0.2", "close 10.9.0.2");
    second.run("knock", "-d", "50", "10.8.0.1", "7001", "8002:udp", "9003");

    host.awaitDone("open 10.9.0.2", "close 10.9.0.2", "open 10.8.0.2", "close 10.8.0.2");
    assertThat(daemon.output()).contains("listening on eth0, wan0...");
  }

  @Test
  void listensWhereTheFileSaysUntilTheNextStart() throws IOException {
    host.configure("[options]\ninterface = lo\n" + DOOR);
    Running daemon = host.server.start(Jar.command("knockd -v -D " + host.common()));
    daemon.awaitLine("listening on lo...", PATIENCE);

    host.server.run("knock", "-d", "50", "127.0.0.1", "7001", "8002:udp", "9003");
    host.awaitDone("open 127.0.0.1", "close 127.0.0.1");
    host.configure(DOOR);
    host.signal(daemon, "HUP");

    daemon.awaitLine("interface is not changed before the next start: eth0", PATIENCE);
    assertThat(daemon.output()).contains(" DEBUG ");
  }

  @Test
  void hearsIpv4AloneIfTold() throws IOException {
    host.configure(DOOR);
    Running daemon = host.start("-4");

    host.knockAt("fd09::1", "7001", "8002:udp", "9003");
    host.knock("7001", "8002:udp", "9003");

    host.awaitDone("open 10.9.0.2", "close 10.9.0.2");
    assertThat(daemon.output()).doesNotContain("fd09::2");
  }

  @Test
  void showsHostNamesIfTold() throws IOException {
    host.configure(DOOR);
    Running daemon = host.start("-l", "-i", "lo");

    host.server.run("knock", "-d", "50", "127.0.0.1", "7001", "8002:udp", "9003");

    daemon.awaitLine("127.0.0.1 (localhost): ssh: OPEN SESAME", PATIENCE);
  }

  @Test
  void opensOnceWithEachSequenceOfAFileOverIpv4AndIpv6() throws IOException {
    Files.writeString(host.file("sequences"), " 7001,8002:udp\n 7101,8102\n 7201:udp,8202\n");
    host.configure("""
        [once]
          one_time_sequences = %s
          start_command = echo open %%IP%% >> DONE
        """.formatted(host.file("sequences")));
    Running daemon = host.start();

    host.knock("7001", "8002:udp");
    host.awaitDone("open 10.9.0.2");
    host.knock("7001", "8002:udp");
    host.knockAt("fd09::1", "7101", "8102");
    host.awaitDone("open 10.9.0.2", "open fd09::2");
    host.end(daemon, "TERM", PATIENCE);
    assertThat(host.file("sequences")).hasContent("#7001,8002:udp\n#7101,8102\n 7201:udp,8202");

    Running next = host.start();
    host.knockAt("fd09::1", "7101", "8102");
    host.knockAt("fd09::1", "7201:udp", "8202");
    host.awaitDone("open 10.9.0.2", "open fd09::2", "open fd09::2");
    next.awaitLine("no one-time sequence is left", PATIENCE);
    assertThat(next.output()).doesNotContain("7201");
  }

  @Test
  void logsThroughSyslog() throws IOException {
    host.configure("[options]\nUseSyslog\n" + DOOR);
    Path received = host.file("received");
    // A /dev of its own, so that nobody else's syslog is touched.
    String inOwnDev = """
        mount -t tmpfs tmpfs %1$s && for d in null zero random urandom; do
          : > %1$s/$d && mount --bind /dev/$d %1$s/$d || exit 1; done
        mount --move %1$s /dev
        socat -u UNIX-RECV:/dev/log OPEN:%2$s,creat,append &
        exec %3$s
        """.formatted(
            Files.createDirectory(host.file("dev")),
            received,
            String.join(" ", Jar.command("knockd -v -i eth0 " + host.common())));
    Running daemon = host.server.start("unshare", "--mount", "sh", "-c", inOwnDev);
    daemon.awaitLine("listening on", PATIENCE);

    host.knock("7001", "8002:udp", "9003");
    host.awaitDone("open 10.9.0.2", "close 10.9.0.2");

    // 13 is user.notice: RFC 3164 section 4.1.1.
    assertThat(received)
        .content()
        .containsPattern(
            "<13>[A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} knockd: starting up, listening on eth0")
        .contains("knockd: 10.9.0.2: ssh: Stage 1", "knockd: 10.9.0.2: ssh: OPEN SESAME");
  }

  @Test
  void logsThatAOneTimeSequenceCouldNotBeUsed() throws IOException {
    Files.writeString(host.file("sequences"), " 7001,8002:udp\n 7101,8102\n");
    host.configure("[once]\none_time_sequences = " + host.file("sequences")
        + "\nstart_command = echo open %IP% >> DONE\n");
    Running daemon = host.start();
    Files.delete(host.file("sequences"));

    host.knock("7001", "8002:udp");

    daemon.awaitLine("10.9.0.2: once: error, cannot be opened:", PATIENCE);
    host.end(daemon, "TERM", PATIENCE);
    assertThat(host.done()).isEmpty();
  }
}
