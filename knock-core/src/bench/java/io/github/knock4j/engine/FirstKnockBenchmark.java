// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The first knocks of new visitors while a million are tracked already and there is room for more. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FirstKnockBenchmark.NEW)
@Fork(value = 1, jvmArgsAppend = {"-Xms3g", "-Xmx3g"})
@Warmup(iterations = 10)
@Measurement(iterations = 6)
public class FirstKnockBenchmark {

  static final int NEW = 400_000;

  private static final int TRACKED = EngineBenchmark.TRACKED;
  private static final long STEP_NS = 1000;

  /** Our engine. */
  @State(Scope.Thread)
  public static class Ours {

    /** How many doors are guarded; the packets concern one of them. */
    @Param({"1", "10", "1000"})
    public int doors;

    /** Whether visitors come over IPv6. */
    @Param({"false", "true"})
    public boolean ipv6;

    private final BenchPacket packet = new BenchPacket();
    private KnockEngine engine;
    private long nowNs;

    /** Tracks a million visitors. */
    @Setup(Level.Invocation)
    public void track() {
      engine = KnockEngine.guarding(
          IntStream.range(0, doors).mapToObj(EngineBenchmark::door).toList(),
          EngineLimits.defaults().withAttempts(2 * TRACKED),
          grant -> {});
      hear(0, TRACKED);
    }

    private void hear(int from, int to) {
      packet.port = EngineBenchmark.FIRST;
      for (int visitor = from; visitor < to; visitor++) {
        packet.from(ipv6, visitor);
        nowNs += STEP_NS;
        engine.onPacket(packet, nowNs);
      }
    }
  }

  /** The baseline. */
  @State(Scope.Thread)
  public static class Naive {

    /** Whether visitors come over IPv6. */
    @Param({"false", "true"})
    public boolean ipv6;

    private final BenchPacket packet = new BenchPacket();
    private NaiveMatcher matcher;
    private long nowNs;

    /** Tracks a million visitors. */
    @Setup(Level.Invocation)
    public void track() {
      matcher = new NaiveMatcher(EngineBenchmark.door(0));
      hear(0, TRACKED);
    }

    private void hear(int from, int to) {
      packet.port = EngineBenchmark.FIRST;
      for (int visitor = from; visitor < to; visitor++) {
        packet.from(ipv6, visitor);
        nowNs += STEP_NS;
        matcher.onPacket(packet, nowNs);
      }
    }
  }

  /** The engine. */
  @Benchmark
  public void firstKnock(Ours ours) {
    ours.hear(TRACKED, TRACKED + NEW);
  }

  /** A map from address to progress. */
  @Benchmark
  public void naiveFirstKnock(Naive naive) {
    naive.hear(TRACKED, TRACKED + NEW);
  }
}
