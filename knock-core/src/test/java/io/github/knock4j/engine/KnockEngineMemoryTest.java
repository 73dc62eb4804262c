// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an engine gives up when its memory is full, and what it does not. */
class KnockEngineMemoryTest {

  private static final Door DOOR =
      Door.named("door").knock(tcp(7000)).knock(tcp(8000)).knock(tcp(9000)).build();
  private static final long WINDOW_NS = DOOR.window().toNanos();

  private final Knocker knocker = new Knocker();

  @Test
  void takesNoMoreAttemptsThanItMayInAFlood() {
    KnockListener deaf = grant -> {};
    KnockEngine engine = KnockEngine.guarding(List.of(DOOR), new EngineLimits(1024, 64), deaf);

    for (int i = 0; i < 3_000_000; i++) {
      IpAddress visitor = IpAddress.ofBits(0, IpAddress.mapped(i));
      engine.onPacket(Packet.of(visitor, tcp(7000)), i);
    }

    assertThat(engine.counters().started()).isEqualTo(3_000_000);
    assertThat(engine.counters().live()).isBetween(1000L, 1024L);
  }

  @Test
  void takesNoMoreMemoryInTheTenthWindowOfAFloodThanInTheFirst() {
    KnockListener deaf = new Deaf();
    KnockEngine engine = KnockEngine.guarding(List.of(DOOR), new EngineLimits(4096, 64), deaf);
    List<Packet> flood = IntStream.range(0, 50_000)
        .mapToObj(
            i -> Packet.of(IpAddress.ofBits(i % 2 * (long) i, IpAddress.mapped(i)), tcp(7000)))
        .toList();

    long[] bytes = new long[10];
    for (int window = 0; window < 10; window++) {
      long startNs = window * WINDOW_NS;
      bytes[window] = Allocated.bytesBy(() -> hear(engine, flood, startNs));

      assertThat(engine.counters().live()).isBetween(4_000L, 4_096L);
    }

    assertThat(bytes[0]).as("the table grows").isGreaterThan(4096 * 32);
    for (int window = 2; window < 10; window++) {
      assertThat(bytes[window]).as("window %d", window).isLessThan(1_000);
    }
  }

  /** Inherits nothing: where another test has mocked the interface, its own methods allocate. */
  private static final class Deaf implements KnockListener {

    @Override
    public void onAdvanced(AttemptView attempt) {}

    @Override
    public void onOpened(Grant grant) {}

    @Override
    public void onTimedOut(AttemptView attempt) {}

    @Override
    public void onReset(AttemptView attempt) {}

    @Override
    public void onEvicted(AttemptView attempt) {}
  }

  private static void hear(KnockEngine engine, List<Packet> packets, long startNs) {
    for (int i = 0; i < packets.size(); i++) {
      engine.onPacket(packets.get(i), startNs + WINDOW_NS / packets.size() * i);
    }
  }

  @Test
  void givesUpTheLeastAdvancedAttemptsInAFlood() {
    knocker.within(new EngineLimits(1024, 64)).at(DOOR);
    for (int i = 0; i < 10; i++) {
      knocker.as("203.0.113." + i).knock(tcp(7000), tcp(8000));
    }

    for (int i = 0; i < 100_000; i++) {
      knocker.as(IpAddress.ofBits(0, IpAddress.mapped(i))).knock(tcp(7000));
    }
    for (int i = 0; i < 10; i++) {
      knocker.as("203.0.113." + i).knock(tcp(9000));
    }

    assertThat(knocker.heard.opened).hasSize(10);
  }

  @Test
  void givesUpNoneOfACrowdAtDoorsWithOneFirstKnock() {
    List<Door> doors = IntStream.range(1, 5)
        .mapToObj(
            i -> Door.named("door " + i).knock(tcp(7000)).knock(tcp(7000 + i)).build())
        .toList();
    for (long seed = 1; seed <= 200; seed++) {
      KnockEngine engine = KnockEngine.seeded(
          doors, EngineLimits.defaults(), grant -> {}, new SplittableRandom(seed));

      for (int visitor = 1; visitor <= 48; visitor++) {
        engine.onPacket(Packet.of(IpAddress.parse("198.51.100." + visitor), tcp(7000)), 0);
      }

      assertThat(engine.counters().live()).as("seed %d", seed).isEqualTo(48 * 4);
    }
  }

  @Test
  void givesUpAttemptsOfAPrefixThatAreOverBeforeOneThatIsNot() {
    knocker.within(new EngineLimits(1024, 8)).at(DOOR);
    for (int i = 1; i <= 7; i++) {
      knocker.as(inPrefix(i)).knock(tcp(7000));
    }

    knocker.atTime(WINDOW_NS + 100).as(inPrefix(1000)).knock(tcp(7000), tcp(8000));
    for (int i = 101; i <= 107; i++) {
      knocker.as(inPrefix(i)).knock(tcp(7000));
    }

    assertThat(knocker.engine.counters().timedOut()).isEqualTo(7);
    assertThat(knocker.engine.counters().evicted()).isZero();
  }

  @Test
  void grantsAnIpv6PrefixItsQuotaAndTakesNothingFromStrangers() {
    knocker.within(new EngineLimits(1 << 16, 64)).at(DOOR);
    for (int i = 0; i < 256; i++) {
      knocker.as("203.0.113." + i).knock(tcp(7000));
      knocker.as(IpAddress.ofBits(i, 1)).knock(tcp(7000));
    }

    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      knocker.as(inPrefix(random.nextLong())).knock(tcp(7000));
    }

    assertThat(knocker.engine.counters().live()).isBetween(512L + 32, 512L + 64);
    assertThat(knocker.heard.events)
        .filteredOn(event -> event.what().equals("evicted"))
        .allMatch(event -> event.visitor().high() == inPrefix(0).high());
  }

  private static IpAddress inPrefix(long low) {
    return IpAddress.ofBits(0x2001_0db8_0000_0001L, low);
  }
}
