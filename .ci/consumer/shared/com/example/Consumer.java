// SPDX-License-Identifier: Apache-2.0
package com.example;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.client.KnockClient;
import io.github.knock4j.firewall.Nftables;
import io.github.knock4j.knockd.KnockdConfig;
import io.github.knock4j.rehearsal.Rehearsal;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Rehearses a door, guards it on loopback, knocks and waits for it to open: on either path. */
public final class Consumer {

  public static void main(String[] args) throws Exception {
    Door door = door();
    rehearse(door);
    knock(door);
    meetTheOthers();
    System.out.println("the door opened, on the " + Surroundings.check());
  }

  private static void rehearse(Door door) {
    Rehearsal right = Rehearsal.of(door).from("203.0.113.7");
    door.knocks().forEach(right::knock);
    check(right.opened(), "rehearsed: " + right.explain());
    check(!Rehearsal.of(door).knock(door.knocks().get(0)).opened(), "opens at the first knock");
  }

  private static void knock(Door door) throws Exception {
    BlockingQueue<Grant> opened = new ArrayBlockingQueue<>(1);
    try (Doorkeeper keeper =
        Doorkeeper.watching(SocketSource.onLoopback()).guard(door, opened::add).start()) {
      KnockClient.to("127.0.0.1").every(Duration.ofMillis(50)).send(door);

      Grant grant = opened.poll(10, TimeUnit.SECONDS);
      check(grant != null, "nobody opened: " + keeper.status());
      check(grant.visitor().toString().equals("127.0.0.1"), "opened to " + grant.visitor());
    }
  }

  private static void meetTheOthers() throws Exception {
    KnockdConfig config = KnockdConfig.parse("[ssh]\nsequence = 7000,8000:udp\ncommand = true\n", "test");
    check(config.doors().get(0).name().equals("ssh"), "no door in the configuration");
    check(Nftables.allowing(tcp(22)) != null, "no firewall");
  }

  private static Door door() throws Exception {
    int[] ports = new int[3];
    for (int i = 0; i < ports.length; i++) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        ports[i] = free.getLocalPort();
      }
    }
    return Door.named("office")
        .knock(tcp(ports[0]))
        .knock(udp(ports[1]))
        .knock(tcp(ports[2]))
        .within(Duration.ofSeconds(5))
        .openFor(Duration.ofMinutes(1))
        .build();
  }

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private Consumer() {}
}
