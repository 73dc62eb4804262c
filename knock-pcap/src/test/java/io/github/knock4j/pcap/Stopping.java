// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts and stops sources on an interface, its first argument. The second says how often; or, with
 * {@code s} behind it, for how many seconds, while garbage is collected all the time. Prints how many
 * there were, how many packets they heard, and how long stops took in microseconds: the slowest, and
 * the slowest but for a tenth of them.
 */
final class Stopping {

  private static final List<Door> UDP =
      List.of(Door.named("udp").knock(Knock.udp(8002)).build());
  private static final List<Door> BOTH =
      List.of(UDP.get(0), Door.named("tcp").knock(Knock.tcp(7001)).build());

  private final AtomicLong heard = new AtomicLong();
  private final List<Long> tookNs = new ArrayList<>();

  private Stopping() {}

  public static void main(String[] args) throws Exception {
    boolean isTimed = args[1].endsWith("s");
    int limit = Integer.parseInt(args[1].replace("s", ""));
    long startNs = System.nanoTime();
    if (isTimed) {
      collectGarbage();
    }
    Stopping stopping = new Stopping();
    int rounds = 0;
    while (isTimed ? System.nanoTime() - startNs < limit * 1_000_000_000L : rounds < limit) {
      stopping.startAndStop(args[0], rounds++);
    }
    System.out.println("stops " + rounds + " " + stopping.heard + " " + stopping.slowestUs(100)
        + " " + stopping.slowestUs(90));
  }

  private long slowestUs(int percent) {
    List<Long> sorted = tookNs.stream().sorted().toList();
    return sorted.get((sorted.size() * percent - 1) / 100) / 1_000;
  }

  /** Some are stopped at once, some after a while, and some while their doors change. */
  private void startAndStop(String device, int round) throws IOException, InterruptedException {
    PcapSource source = PcapSource.on(device).buffer(1 << 20);
    source.start(UDP, (packet, nowNs) -> heard.incrementAndGet());
    if (round % 3 > 0) {
      Thread.sleep(10);
    }
    Thread changing = new Thread(() -> change(source));
    if (round % 3 == 2) {
      changing.start();
    }
    long startNs = System.nanoTime();
    source.close();
    tookNs.add(System.nanoTime() - startNs);
    changing.join();
  }

  private static void change(PcapSource source) {
    try {
      for (int i = 0; i < 20; i++) {
        source.watch(i % 2 == 0 ? BOTH : UDP);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void collectGarbage() {
    Thread thread = new Thread(() -> {
      while (true) {
        System.gc();
        LockSupport.parkNanos(5_000_000); // or nothing else would get on
      }
    });
    thread.setDaemon(true);
    thread.start();
  }
}
