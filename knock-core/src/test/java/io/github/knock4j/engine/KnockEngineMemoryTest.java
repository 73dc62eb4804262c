// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import org.junit.jupiter.api.Test;

/** What an engine gives up when its memory is full, and what it does not. */
class KnockEngineMemoryTest {

  private static final Door DOOR =
      Door.named("door").knock(tcp(7000)).knock(tcp(8000)).knock(tcp(9000)).build();
  private static final long WINDOW_NS = DOOR.window().toNanos();

  private final Knocker knocker = new Knocker();

  @Test
  void givesUpAttemptsOfAPrefixThatAreOverBeforeOneThatIsNot() {
    knocker.within(new EngineLimits(1024, 8)).at(DOOR);
    knockOnceAs(1, 7);

    knocker.atTime(WINDOW_NS + 100).as(inPrefix(1000)).knock(tcp(7000), tcp(8000));
    knockOnceAs(101, 107);

    assertThat(knocker.engine.counters().timedOut()).isEqualTo(7);
    assertThat(knocker.engine.counters().evicted()).isZero();
  }

  private void knockOnceAs(int first, int last) {
    for (int i = first; i <= last; i++) {
      knocker.as(inPrefix(i)).knock(tcp(7000));
    }
  }

  private static IpAddress inPrefix(long low) {
    return IpAddress.ofBits(0x2001_0db8_0000_0001L, low);
  }
}
