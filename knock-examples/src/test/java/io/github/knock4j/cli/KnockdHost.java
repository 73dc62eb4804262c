// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Result;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A server with the finished jar as its daemon, and a client that knocks. */
final class KnockdHost implements AutoCloseable {

  static final Duration PATIENCE = ofSeconds(20);

  /** A door whose commands tell in the file DONE that they ran. */
  static final String SSH = """
      [ssh]
        sequence = 7001,8002:udp,9003
        seq_timeout = 15
        tcpflags = syn
        start_command = echo open %IP% >> DONE
        cmd_timeout = 600
        stop_command = echo close %IP% >> DONE
      """;

  /** For {@link #startUnder}: the machine's own syslog does not hear what the daemon tells it. */
  static final List<String> WITHOUT_SYSLOG = List.of(
      "unshare",
      "--mount",
      "sh",
      "-c",
      "[ ! -e /dev/log ] || mount --bind /dev/null /dev/log && exec \"$@\"",
      "sh");

  private final NetLab lab = NetLab.open();
  private final Path folder;
  final Host server = lab.host("server");
  final Host client = lab.host("client");

  KnockdHost(Path folder) {
    this.folder = folder;
    lab.join(server, client);
  }

  NetLab lab() {
    return lab;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Writes the configuration; DONE in it stands for the file that {@link #done} reads. */
  void configure(String text) throws IOException {
    Files.writeString(file("knockd.conf"), text.replace("DONE", file("done").toString()));
  }

  /** Starts the daemon, verbose and on eth0 unless told otherwise, and waits until it listens. */
  Running start(String... options) {
    return startUnder(List.of(), options);
  }

  /** Starts the daemon by another program, which gets its command behind the arguments. */
  Running startUnder(List<String> program, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    if (!all.contains("-i")) {
      all.addAll(List.of("-i", "eth0"));
    }
    List<String> argv = new ArrayList<>(program);
    // A JVM does not hear what its parent ignores, as nohup(1) and shells in the background do.
    argv.addAll(List.of("env", "--default-signal=HUP,INT,TERM"));
    argv.addAll(List.of(Jar.command("knockd -v " + common() + String.join(" ", all))));
    Running daemon = server.start(argv);
    daemon.awaitLine("listening on", PATIENCE);
    return daemon;
  }

  /** Starts knockd itself, beside ours or alone, and waits until it listens. */
  Running startKnockd(String... options) {
    List<String> argv = new ArrayList<>(List.of("knockd", "-v", "-i", "eth0", "-c"));
    argv.add(file("knockd.conf").toString());
    argv.addAll(List.of(options));
    Running knockd = server.start(argv);
    knockd.awaitLine("listening on eth0", PATIENCE);
    return knockd;
  }

  /** The options that name the files of this host. */
  String common() {
    return "-c " + file("knockd.conf") + " --leases " + file("leases") + " ";
  }

  void knock(String... ports) {
    knockAt("10.9.0.1", ports);
  }

  void knockAt(String address, String... ports) {
    List<String> argv = new ArrayList<>(List.of("knock", "-d", "50", address));
    argv.addAll(List.of(ports));
    client.run(argv.toArray(String[]::new));
  }

  void signal(Running daemon, String name) {
    server.run("kill", "-" + name, "" + daemon.pid());
  }

  /** Ends the daemon by a signal, which it must obey at once. */
  Result end(Running daemon, String name, Duration limit) {
    signal(daemon, name);
    Result result = daemon.awaitEnd(limit);
    assertThat(result.status()).as(result.output()).isZero();
    return result;
  }

  /** What commands wrote down so far. */
  List<String> done() throws IOException {
    Path done = file("done");
    return Files.exists(done) ? Files.readAllLines(done) : List.of();
  }

  /** Waits until commands have written this down, and nothing else. */
  void awaitDone(String... lines) throws IOException {
    awaitDone(PATIENCE, lines);
  }

  void awaitDone(Duration patience, String... lines) throws IOException {
    await(patience, () -> done().equals(List.of(lines)));
    assertThat(done()).containsExactly(lines);
  }

  /** Waits until commands have written this down, whatever else. */
  void awaitDoneWith(String line) throws IOException {
    await(PATIENCE, () -> done().contains(line));
    assertThat(done()).contains(line);
  }

  /** Waits until so many doors are written down as open. */
  void awaitLeases(int count) throws IOException {
    await(PATIENCE, () -> leases().size() == count);
    assertThat(leases()).hasSize(count);
  }

  /** Something that becomes so, soon or late. */
  @FunctionalInterface
  interface Question<E extends Exception> {
    boolean answer() throws E;
  }

  /** Waits so long for something to be so; answers whether it is. */
  static <E extends Exception> boolean await(Duration patience, Question<E> question) throws E {
    long endNs = System.nanoTime() + patience.toNanos();
    while (!question.answer()) {
      if (System.nanoTime() - endNs >= 0) {
        return false;
      }
      LockSupport.parkNanos(20_000_000);
    }
    return true;
  }

  List<String> leases() throws IOException {
    try (var files = Files.list(file("leases"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".lease"))
          .toList();
    }
  }

  @Override
  public void close() {
    lab.close();
  }
}
