// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static io.github.knock4j.Knock.tcp;

import io.github.knock4j.Door;
import io.github.knock4j.firewall.Command;
import io.github.knock4j.firewall.CommandAction;
import io.github.knock4j.firewall.Nftables;
import io.github.knock4j.pcap.PcapSource;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.spi.DoorAction;

/** Our side of a comparison: a program that embeds a doorkeeper, in a JVM of its own. */
final class Keeper {

  private Keeper() {}

  /**
   * Guards until the process is ended.
   *
   * @param args the interface, and the {@link Program} to be, or {@code SWEPT}
   */
  public static void main(String[] args) throws Exception {
    Doorkeeper.Builder keeper =
        args[1].equals("SWEPT") ? swept(args[0]) : guarding(args[0], Program.valueOf(args[1]));
    keeper.start();
    System.out.println("ready");
    Thread.currentThread().join();
  }

  private static Doorkeeper.Builder guarding(String device, Program program) throws Exception {
    PcapSource source = PcapSource.on(device);
    return Doorkeeper.watching(program == Program.THROUGHPUT ? source.throughput() : source)
        .guard(Doors.SSH, program == Program.IPTABLES ? executed() : netlink());
  }

  private static DoorAction netlink() {
    return Nftables.allowing(tcp(Doors.SERVICE)).rejecting().through(Nftables.Way.NETLINK);
  }

  private static DoorAction executed() {
    return CommandAction.opening(command(Program.ACCEPT))
        .closing(command(Program.ACCEPT.replace("-I", "-D")));
  }

  private static Command command(String line) {
    String[] words = line.split(" ", 2);
    return Command.of(words[0], words[1].split(" "));
  }

  private static Doorkeeper.Builder swept(String device) {
    Doorkeeper.Builder keeper = Doorkeeper.watching(PcapSource.on(device)).onEvent(event -> {
      if (event instanceof Opened opened) {
        System.out.println("opened " + opened.grant().door().name());
      }
    });
    for (Door door : Doors.ORDERS) {
      keeper.guard(door, grant -> {});
    }
    return keeper;
  }
}
