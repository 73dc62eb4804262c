// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofHours;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.Nftables.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Opens, renews and closes on four threads while a fifth collects garbage without a pause, each
 * thread with a service of its own that it sometimes removes. Prints what it did.
 */
final class NftablesStress {

  private static final Door DOOR =
      Door.named("door").knock(tcp(7001)).openFor(ofHours(1)).build();

  private final long endNs;
  private final AtomicLong calls = new AtomicLong();
  private volatile Throwable failure;

  private NftablesStress(Duration time) {
    endNs = System.nanoTime() + time.toNanos();
  }

  public static void main(String[] args) throws Exception {
    NftablesStress stress = new NftablesStress(Duration.ofSeconds(Long.parseLong(args[0])));
    Nftables.allowing(tcp(22)).through(Way.NETLINK).setUp().remove(); // loads what must be loaded
    long filesBefore = openFiles();
    Thread collector = new Thread(stress::collect);
    collector.start();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      int number = i;
      threads[i] = new Thread(() -> stress.drive(number));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    collector.join();
    System.out.println("calls " + stress.calls + " failure " + stress.failure + " files "
        + (openFiles() - filesBefore));
  }

  private void drive(int number) {
    Nftables action = Nftables.allowing(tcp(1_000 + number)).through(Way.NETLINK);
    try {
      for (int i = 0; System.nanoTime() - endNs < 0; i++) {
        IpAddress visitor = IpAddress.ofBits(0xfd00L << 48, i % 500);
        Grant grant = Grant.of(DOOR, visitor, System.nanoTime());
        action.open(grant);
        action.renew(grant);
        if (i % 3 == 0) {
          action.close(grant);
        }
        if (i % 1_000 == 999) {
          action.remove();
        }
        calls.incrementAndGet();
      }
      action.remove();
    } catch (Exception | Error e) {
      failure = e;
    }
  }

  private void collect() {
    while (System.nanoTime() - endNs < 0) {
      System.gc();
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
