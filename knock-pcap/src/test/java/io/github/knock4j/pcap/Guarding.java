// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.runtime.Doorkeeper;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;

/**
 * A whole keeper over the interfaces that are its arguments; prints whom it opened to. The first
 * argument may be {@code target=} and an address. A packet that is heard twice shows: either the
 * door opens once too often, or it does not open.
 */
final class Guarding {

  private static final String TARGET = "target=";

  private Guarding() {}

  public static void main(String[] args) throws Exception {
    boolean isRouted = args[0].startsWith(TARGET);
    Door.Builder door = Door.named("door")
        .knock(Knock.tcp(7001))
        .knock(Knock.udp(8002))
        .knock(Knock.tcp(9003))
        .cooldown(Duration.ZERO);
    if (isRouted) {
      door.target(IpAddress.parse(args[0].substring(TARGET.length())));
    }
    try (Doorkeeper keeper = Doorkeeper.watching(
                source(List.of(args).subList(isRouted ? 1 : 0, args.length)))
            .guard(door.build(), grant -> System.out.println("opened " + grant.visitor()))
            .start();
        Scanner in = new Scanner(System.in)) {
      System.out.println("ready");
      while (in.hasNextLine()) {
        in.nextLine();
        var status = keeper.status();
        System.out.println("status " + status.engine().packets() + " " + status.packetsLost() + " "
            + status.engine().opened());
      }
    }
  }

  private static PcapSource source(List<String> devices) {
    return PcapSource.on(devices.get(0), devices.subList(1, devices.size()).toArray(String[]::new));
  }
}
