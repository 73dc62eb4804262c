// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.Nftables.Way;
import io.github.knock4j.firewall.RouterLab.Addresses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;

/**
 * A process on a router that forwards as each line of its stdin says: {@code COMMAND tcp|udp VISITOR
 * LEASE-MS}, zero for none, and answers with a line. Its arguments: the backend, the family, and a directory for the
 * lock.
 */
final class ForwardHost {

  private ForwardHost() {}

  public static void main(String[] args) {
    Addresses all = Addresses.of(Integer.parseInt(args[1]));
    PortForward ssh = all.forward(begin(args[0], args[2]), tcp(2222), 22);
    PortForward ipsec = all.forward(begin(args[0], args[2]), udp(2500), 500);
    System.out.println("ready");
    try (Scanner in = new Scanner(System.in)) {
      while (in.hasNextLine()) {
        String line = in.nextLine();
        try {
          String[] words = line.split(" ");
          obey(words[0], words[1].equals("tcp") ? ssh : ipsec, grant(words[2], words[3]));
          System.out.println("answer: done");
        } catch (Exception e) {
          System.out.println("answer: " + e);
        }
      }
    }
  }

  private static PortForward.Builder begin(String backend, String directory) {
    return switch (backend) {
      case "nft", "legacy" ->
        PortForward.through(FirewallLab.iptables("-" + backend, List.of(), Path.of(directory)));
      case "any" -> PortForward.throughNftables();
      default -> PortForward.through(Way.valueOf(backend));
    };
  }

  private static Grant grant(String visitor, String leaseMs) {
    Door.Builder door = Door.named("it's \"ssh\"").knock(tcp(1));
    Duration lease = Duration.ofMillis(Long.parseLong(leaseMs));
    if (!lease.isZero()) {
      door.openFor(lease);
    }
    return Grant.of(door.build(), IpAddress.parse(visitor), System.nanoTime());
  }

  private static void obey(String command, PortForward forward, Grant grant) throws Exception {
    switch (command) {
      case "setup" -> forward.setUp();
      case "open" -> forward.open(grant);
      case "renew" -> forward.renew(grant);
      case "close" -> forward.close(grant);
      case "remove" -> forward.remove();
      default -> throw new IllegalArgumentException(command);
    }
  }
}
