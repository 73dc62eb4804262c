// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server with a program that guards it, and a network of visitors behind a router of their own, so
 * that none of them costs a neighbour discovery. Closing it removes everything, as does the end of
 * the JVM.
 */
final class Bench implements AutoCloseable {

  static final String SERVER = "10.9.0.1";
  static final String DEVICE = "eth0";

  private static final String ROUTER = "10.9.0.2";
  private static final Duration START = ofSeconds(30);
  private static final Duration VISIT = ofSeconds(120);

  private final NetLab lab = NetLab.open();
  final Host server;
  final Host client;
  final Guarding guarding;
  private final List<Running> programs = new ArrayList<>();

  Bench() {
    server = lab.host("server");
    client = lab.host("client");
    guarding = new Guarding(server);
    lab.join(server, DEVICE, client, DEVICE);
    server.address(DEVICE, SERVER + "/24");
    client.address(DEVICE, ROUTER + "/24");
    server.run("ip", "route", "add", Visitors.NETWORK, "via", ROUTER);
    client.run("ip", "route", "add", "local", Visitors.NETWORK, "dev", "lo");
  }

  /** A server whose port is shut to all who have not knocked, and refuses them at once. */
  static Bench guardedBy(Program program) throws IOException {
    return new Bench().guarded(program);
  }

  /**
   * The same with a processor for the visitors alone, and the others for the server if there are any,
   * as if these were two machines: who keeps trying to connect takes nothing from the program that he
   * waits for.
   */
  static Bench apartGuardedBy(Program program) throws IOException {
    Bench bench = new Bench();
    List<Integer> all = Proc.processors(Files.readString(Path.of("/proc/self/status")));
    if (all.size() > 1) {
      bench.client.onProcessors(all.subList(0, 1));
      bench.server.onProcessors(all.subList(1, all.size()));
    }
    return bench.guarded(program);
  }

  private Bench guarded(Program program) throws IOException {
    serve(program);
    programs.add(
        switch (program) {
          case KNOCKD -> guarding.knockd(Doors.section(Doors.SSH, Program.ACCEPT));
          case FWKNOPD -> guarding.fwknopd();
          default -> guarding.keeper(Doors.SSH.name(), program.name());
        });
    return this;
  }

  /**
   * A server with ours and knockd, whose doors do nothing but tell when they open. For knockd each is
   * in a process of its own: what somebody tries at one door makes it forget his attempts at others.
   */
  static Bench swept() throws IOException {
    Bench bench = new Bench();
    for (Door door : Doors.ORDERS) {
      bench.programs.add(bench.guarding.knockd(Doors.section(door, "true"), "-v"));
    }
    bench.programs.add(bench.guarding.keeper(Keeper.SWEPT));
    return bench;
  }

  /** Starts the service, and shuts its port unless the program does so itself. */
  void serve(Program program) {
    server.startJava(Accepting.class, List.of()).awaitLine("ready", START);
    if (program.executesIptables()) {
      // Before the program: fwknopd puts its chain in front.
      String shut = "iptables -A INPUT -p tcp --dport " + Doors.SERVICE
          + " -j REJECT --reject-with tcp-reset";
      server.run(shut.split(" "));
    }
  }

  /** Has visitors do something; answers what they found. */
  List<String> visit(String... arguments) {
    return visiting(arguments).awaitEnd(VISIT).orFail().lines().toList();
  }

  /** Has visitors begin to do something. */
  Running visiting(String... arguments) {
    return client.startJava(Visitors.class, List.of(), arguments);
  }

  /** How many of the doors have opened so far, as told by lines with such an end. */
  long opened(String end) {
    List<String> told = programs.stream().flatMap(it -> it.output().lines()).toList();
    return Doors.ORDERS.stream()
        .map(door -> end.formatted(door.name()))
        .filter(line -> told.stream().anyMatch(it -> it.endsWith(line)))
        .count();
  }

  /** Sends first knocks from as many addresses as there are packets, beginning with one of them. */
  Running flood(int first, int packets, int perSecond) {
    Running sending = FirstKnocks.between(client, server, DEVICE, first)
        .count(packets)
        .perSecond(perSecond)
        .from(client, DEVICE);
    sending.awaitLine("sending", START);
    return sending;
  }

  @Override
  public void close() {
    lab.close();
    guarding.close();
  }
}
