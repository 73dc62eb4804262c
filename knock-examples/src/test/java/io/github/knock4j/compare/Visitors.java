// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofMillis;

import io.github.knock4j.Knock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** The process of those who visit. */
final class Visitors {

  static final String NETWORK = "10.10.0.0/16";
  static final int SWEPT_PORTS = 10_000;

  /** Between the knocks of somebody whose time is measured, as knock(1) has it if told nothing. */
  private static final Duration NO_PAUSE = Duration.ZERO;

  /** Between being refused and trying again. */
  private static final Duration AT_ONCE = Duration.ZERO;

  /** How often somebody who is in looks whether he still is. */
  private static final Duration GLANCE = ofMillis(10);

  private final Random random;

  private Visitors(long seed) {
    random = new Random(seed);
  }

  /**
   * Those who know the sequence print how long each had to wait, in nanoseconds.
   *
   * @param args {@code singly FIRST COUNT}, {@code hastily FIRST COUNT}, {@code authorized FIRST
   *     COUNT}, {@code within ARRIVALS_MS RETRY_MS FIRST COUNT}, {@code stay LIMIT_MS VISITOR}, or
   *     {@code sweep ORDER VISITOR}; behind it, a seed
   */
  public static void main(String[] args) throws Exception {
    Visitors visitors = new Visitors(Long.parseLong(args[args.length - 1]));
    switch (args[0]) {
      case "singly", "hastily", "authorized" ->
        visitors.singly(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      case "within" ->
        visitors.within(
            ofMillis(Long.parseLong(args[1])),
            ofMillis(Long.parseLong(args[2])),
            Integer.parseInt(args[3]),
            Integer.parseInt(args[4]));
      case "stay" -> stay(ofMillis(Long.parseLong(args[1])), Integer.parseInt(args[2]));
      case "sweep" -> visitors.sweep(args[1], Integer.parseInt(args[2]));
      default -> throw new IllegalArgumentException("unknown: " + args[0]);
    }
  }

  /** An address that no other visitor has. */
  static String address(int visitor) {
    return "10.10." + (1 + visitor / 250) + "." + (1 + visitor % 250);
  }

  /** One after the other; those who come hastily, without waiting for each other. */
  private void singly(String manner, int first, int count) throws IOException {
    for (int visitor = first; visitor < first + count; visitor++) {
      Visit visit = new Visit(visitor);
      System.out.println(
          switch (manner) {
            case "authorized" -> visit.authorized(AT_ONCE);
            default -> visit.knocking(NO_PAUSE, AT_ONCE);
          });
      if (!manner.equals("hastily")) {
        // So that nobody's clock goes in step with another's.
        LockSupport.parkNanos(ofMillis(10 + random.nextInt(50)).toNanos());
      }
    }
  }

  /** All within some time, each at a pace of his own. */
  private void within(Duration arrivals, Duration retry, int first, int count) throws Exception {
    List<Future<Long>> visits = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(count);
    for (int i = 0; i < count; i++) {
      Visit visit = new Visit(first + i);
      long arrivalNs = (long) (arrivals.toNanos() * random.nextDouble());
      Duration pause = ofMillis(20 + random.nextInt(180));
      visits.add(threads.submit(() -> {
        LockSupport.parkNanos(arrivalNs);
        return visit.knocking(pause, retry);
      }));
    }
    for (Future<Long> visit : visits) {
      System.out.println(visit.get());
    }
    threads.shutdown();
  }

  /** Prints {@code in}, and {@code out} with the time in between; nothing more if that is too long. */
  private static void stay(Duration limit, int visitor) throws IOException {
    Visit visit = new Visit(visitor);
    if (visit.knocking(NO_PAUSE, AT_ONCE) >= Visit.LIMIT_NS) {
      throw new IOException("not let in");
    }
    long inNs = System.nanoTime();
    System.out.println("in");
    while (System.nanoTime() - inNs < limit.toNanos()) {
      LockSupport.parkNanos(GLANCE.toNanos());
      if (!visit.isLetIn()) {
        System.out.println("out " + (System.nanoTime() - inNs));
        return;
      }
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
    Visit visit = new Visit(visitor);
    for (int port : ports) {
      visit.knock(Knock.tcp(port));
    }
  }
}
