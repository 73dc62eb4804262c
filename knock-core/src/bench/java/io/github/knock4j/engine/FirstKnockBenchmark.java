// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first knocks of ever new visitors, at a rate at which a million of them are in time and there
 * is room for more: with each one that comes, another one's window has passed.
 *
 * <p>Engine and baseline get the same packets at the same times, and have been in this state for a
 * while when the clock starts. Memory that the baseline leaves behind is collected while it runs: its
 * iterations are long, so that each has its share of that, and the heap is large and touched before.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FirstKnockBenchmark {

  private static final int TRACKED = EngineBenchmark.TRACKED;
  private static final long STEP_NS = 1000;
  private static final Duration WINDOW = Duration.ofNanos(TRACKED * STEP_NS);

  /** Ever new visitors. */
  @State(Scope.Thread)
  public static class Visitors {

    /** Whether they come over IPv6. */
    @Param({"false", "true"})
    public boolean ipv6;

    final BenchPacket packet = new BenchPacket();
    long nowNs;
    private int visitor;

    /** Points the packet at the next one. */
    void next() {
      packet.from(ipv6, visitor++);
      packet.port = EngineBenchmark.FIRST;
      nowNs += STEP_NS;
    }
  }

  /** Our engine. */
  @State(Scope.Thread)
  public static class Ours {

    /** How many doors are guarded; the packets concern one of them. */
    @Param({"1", "10", "1000"})
    public int doors;

    private KnockEngine engine;

    /** Tracks a million visitors. */
    @Setup(Level.Trial)
    public void track(Visitors visitors) {
      engine = KnockEngine.guarding(
          IntStream.range(0, doors)
              .mapToObj(i -> EngineBenchmark.door(i, WINDOW))
              .toList(),
          EngineLimits.defaults().withAttempts(2 * TRACKED),
          grant -> {});
      for (int i = 0; i < 4 * TRACKED; i++) {
        hear(visitors);
      }
    }

    private void hear(Visitors visitors) {
      visitors.next();
      engine.onPacket(visitors.packet, visitors.nowNs);
    }
  }

  /** The baseline. */
  @State(Scope.Thread)
  public static class Naive {

    /** Which map it keeps them in. */
    @Param({"HashMap", "LinkedHashMap"})
    public String map;

    private NaiveMatcher matcher;

    /** Tracks a million visitors; a map that is swept, up to a tenth more. */
    @Setup(Level.Trial)
    public void track(Visitors visitors) {
      matcher = new NaiveMatcher(EngineBenchmark.door(0, WINDOW), map.equals("LinkedHashMap"));
      for (int i = 0; i < 4 * TRACKED; i++) {
        hear(visitors);
      }
      if (matcher.tracked() < TRACKED || matcher.tracked() > TRACKED + TRACKED / 9) {
        throw new IllegalStateException("tracks " + matcher.tracked());
      }
    }

    private void hear(Visitors visitors) {
      visitors.next();
      matcher.onPacket(visitors.packet, visitors.nowNs);
    }
  }

  /** The engine. */
  @Benchmark
  public void firstKnock(Ours ours, Visitors visitors) {
    ours.hear(visitors);
  }

  /** A map from address to progress. */
  @Benchmark
  @Warmup(iterations = 2, time = 3)
  @Measurement(iterations = 5, time = 4)
  public void naiveFirstKnock(Naive naive, Visitors visitors) {
    naive.hear(visitors);
  }
}
