// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** The process of those who visit, each from an address of his own. */
final class Visitors {

  static final String NETWORK = "10.10.0.0/16";

  /** Who is not let in within this time stays outside. */
  static final long LIMIT_NS = ofSeconds(3).toNanos();

  /** How long those wait who try again as soon as they can. */
  static final Duration HURRY = Duration.ofNanos(50_000);

  private static final InetAddress SERVER = IpAddress.parse(Bench.SERVER).toInetAddress();

  static final int SWEPT_PORTS = 10_000;

  private final Random random;

  private Visitors(long seed) {
    random = new Random(seed);
  }

  /**
   * Those who know the sequence print how long each had to wait, in nanoseconds.
   *
   * @param args {@code singly FIRST COUNT}, {@code within ARRIVALS_MS RETRY_MS FIRST COUNT}, or
   *     {@code sweep ORDER VISITOR}; behind it, a seed
   */
  public static void main(String[] args) throws Exception {
    Visitors visitors = new Visitors(Long.parseLong(args[args.length - 1]));
    switch (args[0]) {
      case "singly" -> visitors.singly(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      case "within" ->
        visitors.within(
            ofMillis(Long.parseLong(args[1])),
            ofMillis(Long.parseLong(args[2])),
            Integer.parseInt(args[3]),
            Integer.parseInt(args[4]));
      case "sweep" -> visitors.sweep(args[1], Integer.parseInt(args[2]));
      default -> throw new IllegalArgumentException("unknown: " + args[0]);
    }
  }

  /** An address that no other visitor has. */
  static String address(int visitor) {
    return "10.10." + (1 + visitor / 250) + "." + (1 + visitor % 250);
  }

  /** One after the other, each in a hurry. */
  private void singly(int first, int count) throws IOException {
    for (int visitor = first; visitor < first + count; visitor++) {
      System.out.println(visit(visitor, ofMillis(5), HURRY));
      // So that nobody's clock goes in step with another's.
      LockSupport.parkNanos(ofMillis(10 + random.nextInt(50)).toNanos());
    }
  }

  /** All within some time, each at a pace of his own. */
  private void within(Duration arrivals, Duration retry, int first, int count) throws Exception {
    List<Future<Long>> visits = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(count);
    for (int i = 0; i < count; i++) {
      int visitor = first + i;
      long arrivalNs = (long) (arrivals.toNanos() * random.nextDouble());
      Duration pause = ofMillis(20 + random.nextInt(180));
      visits.add(threads.submit(() -> {
        LockSupport.parkNanos(arrivalNs);
        return visit(visitor, pause, retry);
      }));
    }
    for (Future<Long> visit : visits) {
      System.out.println(visit.get());
    }
    threads.shutdown();
  }

  /** Knocks, and tries to connect until it is let in; answers the time from the last knock. */
  private static long visit(int visitor, Duration pause, Duration retry) throws IOException {
    InetAddress from = InetAddress.getByName(address(visitor));
    List<Knock> knocks = Doors.SSH.knocks();
    for (Knock knock : knocks.subList(0, knocks.size() - 1)) {
      knock(from, knock);
      LockSupport.parkNanos(pause.toNanos());
    }
    long startNs = System.nanoTime();
    knock(from, knocks.get(knocks.size() - 1));
    while (System.nanoTime() - startNs < LIMIT_NS) {
      if (Connecting.succeeds(from, SERVER, Doors.SERVICE)) {
        return System.nanoTime() - startNs;
      }
      await(retry);
    }
    return LIMIT_NS;
  }

  /** Short waits are spent awake: a timer would make them twice as long. */
  private static void await(Duration time) {
    long startNs = System.nanoTime();
    if (time.compareTo(HURRY) > 0) {
      LockSupport.parkNanos(time.toNanos());
    }
    while (System.nanoTime() - startNs < time.toNanos()) {
      Thread.onSpinWait();
    }
  }

  /** Touches every port once, as fast as it can. */
  private void sweep(String order, int visitor) throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int port = 1; port <= SWEPT_PORTS; port++) {
      ports.add(port);
    }
    switch (order) {
      case "ascending" -> {}
      case "descending" -> Collections.reverse(ports);
      case "random" -> Collections.shuffle(ports, random);
      default -> throw new IllegalArgumentException("unknown order: " + order);
    }
    InetAddress from = InetAddress.getByName(address(visitor));
    for (int port : ports) {
      knock(from, Knock.tcp(port));
    }
  }

  private static void knock(InetAddress from, Knock knock) throws IOException {
    if (knock.protocol() == Protocol.TCP) {
      Connecting.knock(from, SERVER, knock.port());
      return;
    }
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.bind(new InetSocketAddress(from, 0));
      channel.send(ByteBuffer.allocate(1), new InetSocketAddress(SERVER, knock.port()));
    }
  }
}
