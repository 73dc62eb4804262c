// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static io.github.knock4j.Knock.tcp;

import io.github.knock4j.firewall.Nftables;
import io.github.knock4j.pcap.PcapSource;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** A JVM that does nothing, or nothing but to guard a door. */
final class Embedding {

  static final String BARE = "bare";
  static final String SOCKETS = "sockets";
  static final String CAPTURE = "capture";

  private Embedding() {}

  /**
   * Prints {@code ready} with the time that it took to start, in nanoseconds; and for each line that
   * it reads, the bytes on the heap that are in use, how many classes are loaded, and how many
   * threads live.
   *
   * @param args what to do
   */
  public static void main(String[] args) throws Exception {
    startLogging();
    long startNs = System.nanoTime();
    Object keeper = switch (args[0]) {
      case SOCKETS -> new Sockets().call();
      case CAPTURE -> new Capture().call();
      default -> "nobody";
    };
    System.out.println("ready " + (args[0].equals(BARE) ? 0 : System.nanoTime() - startNs));
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    while (commands.readLine() != null) {
      System.out.println("has " + Keeper.heap() + " "
          + ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() + " "
          + ManagementFactory.getThreadMXBean().getThreadCount() + " " + keeper.hashCode());
    }
  }

  /** A program that embeds something logs already. By its name: no dependency of this module. */
  private static void startLogging() throws ReflectiveOperationException {
    Class.forName("org.slf4j.LoggerFactory")
        .getMethod("getLogger", Class.class)
        .invoke(null, Embedding.class);
  }

  /** Apart from the others, so that a JVM that does nothing does not load them. */
  private static final class Sockets implements Callable<Object> {
    @Override
    public Object call() throws Exception {
      return Doorkeeper.watching(SocketSource.onAllAddresses())
          .guard(Doors.SSH, grant -> {})
          .start();
    }
  }

  private static final class Capture implements Callable<Object> {
    @Override
    public Object call() throws Exception {
      return Doorkeeper.watching(PcapSource.on(Bench.DEVICE))
          .guard(Doors.SSH, Nftables.allowing(tcp(Doors.SERVICE)))
          .start();
    }
  }
}
