// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import java.util.List;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What one packet costs, in nanoseconds.
 *
 * <p>Each visitor's place in the table is far from the one before, so these are the times of a table
 * that the processor's caches do not hold.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {

  private static final int TRACKED = 1 << 20;
  private static final int FIRST = 7001;
  private static final long STEP_NS = 1000;

  /** How many doors are guarded; the packets concern one of them. */
  @Param({"1", "10", "1000"})
  public int doors;

  /** Whether visitors come over IPv6. */
  @Param({"false", "true"})
  public boolean ipv6;

  private final BenchPacket packet = new BenchPacket();
  private KnockEngine engine;
  private KnockEngine loose;
  private NaiveMatcher naive;
  private int visitor;
  private long nowNs;

  /** Fills the table with attempts that are at stage 1 and in time. */
  @Setup(Level.Iteration)
  public void fill(BenchmarkParams params) {
    engine = engine(Scope.EVERY_PORT);
    loose = engine(Scope.KNOCK_PORTS);
    naive = new NaiveMatcher(door(0, Scope.EVERY_PORT));
    visitor = 0;
    boolean ours = !params.getBenchmark().contains("naive");
    for (int i = 0; i < TRACKED; i++) {
      if (ours) {
        first();
      } else {
        naiveFirst();
      }
    }
  }

  private KnockEngine engine(Scope scope) {
    List<Door> all = IntStream.range(0, doors).mapToObj(i -> door(i, scope)).toList();
    return KnockEngine.guarding(all, EngineLimits.defaults(), grant -> {});
  }

  /** Doors with ports of their own. */
  private static Door door(int i, Scope scope) {
    int first = FIRST + i * 5;
    return Door.named("door" + i)
        .knock(Knock.tcp(first))
        .knock(Knock.tcp(first + 2))
        .knock(Knock.tcp(first + 4))
        .within(ofSeconds(3600))
        .scope(scope)
        .build();
  }

  /** A packet that no door hears: it belongs to a connection, or goes to a port nobody uses. */
  @Benchmark
  public void reject() {
    packet.from(ipv6, ++visitor);
    packet.port = visitor & 0xffff;
    packet.flags = BenchPacket.ACK | BenchPacket.SYN;
    loose.onPacket(packet, nowNs);
  }

  /** A packet to a port that no door uses, which strict doors hear, from a stranger. */
  @Benchmark
  public void strayOfStranger() {
    packet.from(ipv6, TRACKED + (++visitor & TRACKED - 1));
    packet.port = 22;
    packet.flags = BenchPacket.SYN;
    engine.onPacket(packet, nowNs);
  }

  /** The first knock of ever new visitors: the table is full, so each takes the place of another. */
  @Benchmark
  public void firstKnock() {
    first();
  }

  /** The same of the naive matcher, which forgets everybody when it knows twice as many. */
  @Benchmark
  public void naiveFirstKnock() {
    naiveFirst();
    if (naive.visitors() == 2 * TRACKED) {
      naive.forgetAll();
    }
  }

  private void naiveFirst() {
    packet.from(ipv6, ++visitor);
    packet.port = FIRST;
    nowNs += STEP_NS;
    naive.onPacket(packet, nowNs);
  }

  private void first() {
    packet.from(ipv6, ++visitor);
    packet.port = FIRST;
    packet.flags = BenchPacket.SYN;
    nowNs += STEP_NS;
    engine.onPacket(packet, nowNs);
  }

  /** The second knock of a visitor who is tracked, and then his first again. */
  @Benchmark
  public void laterKnock() {
    int seen = ++visitor;
    packet.from(ipv6, (seen >>> 1) & TRACKED / 2 - 1);
    packet.port = (seen & 1) == 0 ? FIRST : FIRST + 2;
    packet.flags = BenchPacket.SYN;
    packet.sequence++;
    nowNs += STEP_NS;
    engine.onPacket(packet, nowNs);
  }
}
