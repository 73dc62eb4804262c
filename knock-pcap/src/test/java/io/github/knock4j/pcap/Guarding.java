// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.runtime.Doorkeeper;
import java.util.Scanner;

/** A whole keeper over one interface, which is its argument; prints whom it opened to. */
final class Guarding {

  static final Door DOOR = Door.named("door")
      .knock(Knock.tcp(7001))
      .knock(Knock.udp(8002))
      .knock(Knock.tcp(9003))
      .build();

  private Guarding() {}

  public static void main(String[] args) throws Exception {
    try (Doorkeeper keeper = Doorkeeper.watching(PcapSource.on(args[0]))
            .guard(DOOR, grant -> System.out.println("opened " + grant.visitor()))
            .start();
        Scanner in = new Scanner(System.in)) {
      System.out.println("ready");
      while (in.hasNextLine()) {
        in.nextLine();
        var status = keeper.status();
        System.out.println("status " + status.engine().packets() + " " + status.packetsLost());
      }
    }
  }
}
