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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** Our side of a comparison: a program that embeds a doorkeeper, in a JVM of its own. */
final class Keeper {

  static final String SWEPT = "swept";

  private Keeper() {}

  /**
   * Guards until the process is ended. Reads commands: {@code afresh} has it begin anew with what the
   * JVM has compiled so far, {@code heard} and {@code heap} print how many packets it was given, and
   * how many bytes are in use when all garbage is collected.
   *
   * @param args the interface; the name of a door and of the {@link Program} to be, or {@code swept};
   *     behind it a directory for leases, if they are to be kept
   */
  public static void main(String[] args) throws Exception {
    Doorkeeper keeper = of(args).start();
    System.out.println("ready");
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      switch (line) {
        case "afresh" -> {
          keeper.close();
          keeper = of(args).start();
          System.out.println("ready");
        }
        case "heard" -> System.out.println("heard " + keeper.status().engine().packets());
        case "heap" -> System.out.println("heap " + heap());
        default -> throw new IllegalArgumentException("unknown: " + line);
      }
    }
  }

  private static Doorkeeper.Builder of(String[] args) throws IOException {
    if (args[1].equals(SWEPT)) {
      return swept(args[0]);
    }
    Program program = Program.valueOf(args[2]);
    PcapSource source = PcapSource.on(args[0]);
    Doorkeeper.Builder keeper = Doorkeeper.watching(
            program == Program.THROUGHPUT ? source.throughput() : source)
        .guard(Doors.named(args[1]), action(program));
    return args.length > 3 ? keeper.keepingLeasesIn(Path.of(args[3])) : keeper;
  }

  /** What our programs do to the firewall. */
  static DoorAction action(Program program) {
    return program == Program.IPTABLES ? executed() : netlink();
  }

  private static DoorAction netlink() {
    return Nftables.allowing(tcp(Doors.SERVICE)).rejecting().through(Nftables.Way.NETLINK);
  }

  private static DoorAction executed() {
    return CommandAction.opening(command(Program.ACCEPT)).closing(command(Program.NO_MORE));
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

  /** Twice, since what one collection finds unreachable may keep hold of something else. */
  static long heap() {
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
