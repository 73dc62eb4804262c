// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Scanner;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints what a {@link PcapSource} delivers: ports as well, since this is a test. Arguments: the
 * interfaces with commas, or {@code default}; what to watch; {@code quiet} to print only that there
 * were many; {@code failing} to throw what a handler in Java could not; and settings of the source.
 * Lines on standard input: {@code watch WHAT}, {@code swap COUNT} to watch TCP and not, in turns,
 * {@code drain COUNT} to wait until so many packets have come, or were lost, and nothing comes any
 * more, {@code cpu} for the processor time of the threads that read, {@code latency} for how old
 * packets were that carry their time, {@code close}, and {@code go}, for which {@code held} makes the
 * handler wait. WHAT is some of {@code tcp any udp thousand}, or {@code none}.
 */
final class Listening implements PacketHandler {

  private static final int MANY = 10_000;
  private static final int MOST_SILENCES = 7;

  private final boolean isQuiet;
  private final boolean isTimed;
  private final boolean isFailing;
  private final Queue<Integer> agesNs = new ConcurrentLinkedQueue<>();
  private final Semaphore held = new Semaphore(1);
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  private Listening(List<String> options) {
    isQuiet = options.contains("quiet");
    isTimed = options.contains("timed");
    isFailing = options.contains("failing");
  }

  public static void main(String[] args) throws IOException {
    List<String> options = List.of(args).subList(1, args.length);
    Listening handler = new Listening(options);
    if (options.contains("held")) {
      handler.held.acquireUninterruptibly();
    }
    PcapSource source = source(args[0], options);
    try {
      source.start(doors(options), handler);
    } catch (IOException e) {
      System.out.println("failed: " + e.getMessage());
      return;
    }
    System.out.println("ready");
    try (source;
        Scanner in = new Scanner(System.in)) {
      while (in.hasNextLine()) {
        obey(List.of(in.nextLine().split(" ")), source, handler);
      }
    }
  }

  private static PcapSource source(String devices, List<String> options) {
    List<String> names = List.of(devices.split(","));
    PcapSource source = devices.equals("default")
        ? PcapSource.onDefaultRoute()
        : PcapSource.on(names.get(0), names.subList(1, names.size()).toArray(String[]::new));
    source = options.contains("throughput") ? source.throughput() : source;
    source = options.contains("held") ? source.buffer(64 << 10) : source;
    return options.contains("mustBeUp") ? source.mustBeUp() : source;
  }

  private static void obey(List<String> words, PcapSource source, Listening handler)
      throws IOException {
    if (words.contains("watch")) {
      source.watch(doors(words));
      System.out.println("watching");
    } else if (words.contains("swap")) {
      handler.swap(source, Integer.parseInt(words.get(1)));
      System.out.println("swapped");
    } else if (words.contains("drain")) {
      handler.drain(words.size() > 1 ? Long.parseLong(words.get(1)) : 0);
      System.out.println("drained");
    } else if (words.contains("cpu")) {
      System.out.println("cpu " + readersCpuUs());
    } else if (words.contains("latency")) {
      System.out.println("latency " + handler.latency(50) + " " + handler.latency(99));
    } else if (words.contains("go")) {
      handler.held.release();
    } else if (words.contains("close")) {
      long startNs = System.nanoTime();
      source.close();
      long tookUs = (System.nanoTime() - startNs) / 1000;
      System.out.println("closed " + tookUs + " " + handler.heard + " " + handler.lost);
    }
  }

  private void swap(PcapSource source, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      source.watch(doors(i % 2 == 0 ? List.of("udp", "tcp") : List.of("udp")));
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long readersCpuUs() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sumNs = 0;
    for (ThreadInfo it : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (it != null && it.getThreadName().startsWith("knock4j-pcap-")) {
        sumNs += threads.getThreadCpuTime(it.getThreadId());
      }
    }
    return sumNs / 1_000;
  }

  private long latency(int percent) {
    List<Integer> sorted = agesNs.stream().sorted().toList();
    return sorted.isEmpty() ? -1 : sorted.get(sorted.size() * percent / 100) / 1_000;
  }

  /**
   * What is missing was lost, which may be told only at the end, or its reader gets no processor; so
   * the silence has to be longer then.
   */
  private void drain(long count) {
    int silences = 0;
    while (silences == 0 || silences < MOST_SILENCES && heard.get() + lost.get() < count) {
      long before = heard.get();
      LockSupport.parkNanos(300_000_000);
      silences = heard.get() > before ? 0 : silences + 1;
    }
  }

  private static List<Door> doors(List<String> words) {
    List<Door> doors = new ArrayList<>();
    if (words.contains("tcp")) {
      doors.add(Door.named("tcp").knock(Knock.tcp(7001)).build());
    }
    if (words.contains("any")) {
      doors.add(Door.named("any").knock(Knock.tcp(7001)).flags(TcpFlags.ANY).build());
    }
    if (words.contains("udp")) {
      doors.add(Door.named("udp").knock(Knock.udp(8002)).build());
    }
    if (words.contains("thousand")) {
      for (int i = 0; i < 1_000; i++) {
        Knock knock = Knock.udp(10_000 + 14 * i);
        doors.add(Door.named("door " + i).knock(knock).scope(Scope.KNOCK_PORTS).build());
      }
    }
    return doors;
  }

  /** A packet as text. */
  static String text(PacketView packet) {
    IpAddress from = packet.source();
    IpAddress to = packet.destination();
    return "heard " + packet.protocol() + " " + from + " " + to + " " + packet.destinationPort()
        + (packet.isLocal() ? " local" : " foreign");
  }

  @Override
  public void onPacket(PacketView packet, long nowNs) {
    long count = heard.incrementAndGet();
    if (isTimed) {
      agesNs.add((int) nowNs - packet.tcpSequence());
    }
    held.acquireUninterruptibly();
    held.release();
    if (!isQuiet) {
      System.out.println(text(packet));
    } else if (count == MANY) {
      System.out.println("many");
    }
    failIfAsked();
  }

  private void failIfAsked() {
    if (isFailing) {
      Undeclared.raise(new Exception("failing"));
    }
  }

  @Override
  public void onLost(long count) {
    lost.addAndGet(count);
  }

  @Override
  public void onFailure(String part, Exception cause) {
    System.out.println("deaf: " + part + ": " + cause.getMessage());
    failIfAsked();
  }

  @Override
  public void onRecovery(String part) {
    System.out.println("recovered: " + part);
  }
}
