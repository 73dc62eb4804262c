// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A server whose firewall is changed from here, and visitors that come to it over a cable. */
final class FirewallLab implements AutoCloseable {

  static final String SERVER = "203.0.113.1";
  static final String SERVER_6 = "2001:db8::1";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final NetLab lab = NetLab.open();
  private final Host server;
  private final Path directory;

  FirewallLab() throws IOException {
    NetLab.require("iptables-nft", "iptables-legacy", "ipset");
    directory = Files.createTempDirectory("knock4j");
    server = lab.host("server");
  }

  /** Adds a host that visits from 203.0.113.7 and .8, 2001:db8::7 and ::8. */
  Running visitors() {
    Host visitors = lab.host("visitors");
    lab.join(server, "eth0", visitors, "eth0");
    server.address("eth0", SERVER + "/24", SERVER_6 + "/64");
    visitors.address("eth0", "203.0.113.7/24", "203.0.113.8/24");
    visitors.address("eth0", "2001:db8::7/64", "2001:db8::8/64");
    return visitors.startJava(Peer.class, List.of());
  }

  Running peer() {
    return server.startJava(Peer.class, List.of());
  }

  /** Asks a {@link Peer}, or a process that answers as it does; see {@link PeerAssert}. */
  static String ask(Running peer, String question) {
    peer.send(question);
    return peer.awaitLine("answer: ", PATIENCE).substring("answer: ".length());
  }

  NetLab netLab() {
    return lab;
  }

  Host server() {
    return server;
  }

  /** Stands in the place of /run/knock4j. */
  Path directory() {
    return directory;
  }

  Iptables iptables(String kind) {
    return iptables(kind, List.of("ip", "netns", "exec", server.namespace()), directory);
  }

  static Iptables iptables(String kind, List<String> prefix, Path directory) {
    Tools tools = new Tools(new CommandRunner(), prefix);
    return new Iptables(Xtables.Pair.of(tools, kind), new FirewallLock(directory));
  }

  /** A baseline in the server, where nobody is logged in. */
  Baseline baseline(String kind) {
    return baseline(iptables(kind));
  }

  static Baseline baseline(Iptables iptables) {
    SshLogins none = new SshLogins(Map.of(), Path.of("/nonexistent"), Path.of("/nonexistent"));
    return Baseline.with(iptables, none);
  }

  /** Executes each line in the server, its words parted by spaces. */
  void run(String... lines) {
    Arrays.stream(lines).forEach(line -> server.run(line.split(" ")));
  }

  /** What the program's sibling "-save" prints of a table, without the numbers and comments. */
  List<String> save(String program, String table) {
    return server
        .run(program + "-save", "-t", table)
        .lines()
        .filter(line -> line.startsWith(":") || line.startsWith("-"))
        .map(line -> line.replaceFirst(" \\[\\d+:\\d+]$", ""))
        .toList();
  }

  /** The rules of one chain of the filter table. */
  List<String> rules(String program, String chain) {
    return save(program, "filter").stream()
        .filter(line -> line.startsWith("-A " + chain + " "))
        .toList();
  }

  @Override
  public void close() throws IOException {
    lab.close();
    Files.deleteIfExists(directory.resolve("firewall.lock"));
    Files.delete(directory);
  }
}
