// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import java.time.Duration;
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

/**
 * What one packet costs the engine, in nanoseconds.
 *
 * <p>Visitors come in an order that has nothing to do with their places, so these are the times of a
 * table that the processor's caches do not hold.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {

  /** How many attempts a table holds. */
  static final int TRACKED = 1 << 20;

  /** The first knock of the door that is knocked at. */
  static final int FIRST = 7001;

  private static final int SECOND = 7003;
  private static final long STEP_NS = 1000;

  /** How many doors are guarded; the packets concern one of them. */
  @Param({"1", "10", "1000"})
  public int doors;

  /** Whether visitors come over IPv6. */
  @Param({"false", "true"})
  public boolean ipv6;

  private final BenchPacket packet = new BenchPacket();
  private KnockEngine engine;
  private int visitor;
  private long nowNs;

  /** Fills the table of an engine. */
  @Setup(Level.Iteration)
  public void fill() {
    engine = engine(EngineLimits.defaults());
    for (visitor = 0; visitor < TRACKED; visitor++) {
      first();
    }
  }

  KnockEngine engine(EngineLimits limits) {
    List<Door> all = IntStream.range(0, doors).mapToObj(i -> door(i, ofSeconds(3600))).toList();
    return KnockEngine.guarding(all, limits, grant -> {});
  }

  /** A door with ports of its own; even ports are nobody's. */
  static Door door(int i, Duration window) {
    int first = FIRST + i * 6;
    return Door.named("door" + i)
        .knock(Knock.tcp(first))
        .knock(Knock.tcp(first + 2))
        .knock(Knock.tcp(first + 4))
        .within(window)
        .scope(Scope.EVERY_PORT)
        .build();
  }

  /** A packet that no door hears: the answer in a connection that this host has made. */
  @Benchmark
  public void reject() {
    packet.from(ipv6, ++visitor);
    packet.port = 50_000;
    packet.flags = BenchPacket.SYN | BenchPacket.ACK;
    engine.onPacket(packet, nowNs);
  }

  /** A packet to a port that is nobody's, from a stranger: strict doors hear it. */
  @Benchmark
  public void stray() {
    packet.from(ipv6, ~(++visitor & 0xfff_ffff));
    packet.port = 22;
    packet.flags = BenchPacket.SYN;
    engine.onPacket(packet, nowNs);
  }

  /** The first knock of a new visitor when the table is full: another one loses his place. */
  @Benchmark
  public void firstKnockWhenFull() {
    visitor++;
    first();
  }

  /** The second knock of a visitor who is tracked, and in the next call his first again. */
  @Benchmark
  public void laterKnock() {
    int seen = ++visitor;
    packet.from(ipv6, seen >>> 1 & TRACKED / 2 - 1);
    packet.port = (seen & 1) == 0 ? SECOND : FIRST;
    packet.flags = BenchPacket.SYN;
    packet.sequence = seen;
    nowNs += STEP_NS;
    engine.onPacket(packet, nowNs);
  }

  private void first() {
    packet.from(ipv6, visitor);
    packet.port = FIRST;
    packet.flags = BenchPacket.SYN;
    nowNs += STEP_NS;
    engine.onPacket(packet, nowNs);
  }
}
