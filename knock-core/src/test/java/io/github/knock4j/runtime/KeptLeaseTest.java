// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.IpAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeptLeaseTest {

  private static final long WALL_MS = 1_769_861_400_000L;
  private static final Moment DEADLINE = new Moment(WALL_MS, "5f0b-1c2e", 812_345_678);

  private static KeptLease lease(String door, String visitor) {
    return new KeptLease(door, IpAddress.parse(visitor), 600_000, DEADLINE, false);
  }

  @ParameterizedTest
  @CsvSource({"ssh, 203.0.113.7", "a door of two, 2001:db8::7", "Türe №1, ::1", "crc32c, 0.0.0.0"})
  void readsWhatItWrote(String door, String visitor) {
    KeptLease lease = lease(door, visitor);

    assertThat(KeptLease.parse(lease.toBytes())).isEqualTo(lease);
  }

  @Test
  void isTextThatPeopleCanRead() {
    assertThat(new String(lease("ssh", "203.0.113.7").toBytes(), UTF_8)).isEqualTo("""
        knock4j-lease 1
        door ssh
        visitor 203.0.113.7
        lease 600000
        deadline 2026-01-31T12:10:00Z
        boot 5f0b-1c2e 812345678
        crc32c 55986d2e
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "'', false",
    "'open\n', true",
    "'open\nunsure\n', false",
    "'open\nunsure\nopen\n', true",
    "'open', false",
    "'op', false",
    "'open\nuns', false",
    "'open\nxx', false",
  })
  void believesTheLastWholeMark(String marks, boolean isOpen) {
    byte[] text = lease("ssh", "203.0.113.7").toBytes();
    byte[] marked = Arrays.copyOf(text, text.length + marks.length());
    System.arraycopy(marks.getBytes(UTF_8), 0, marked, text.length, marks.length());

    assertThat(KeptLease.parse(marked).isOpen()).isEqualTo(isOpen);
  }

  @Test
  void refusesEveryShorterText() {
    byte[] text = lease("ssh", "203.0.113.7").toBytes();
    for (int length = 0; length < text.length; length++) {
      byte[] torn = Arrays.copyOf(text, length);
      byte[] holed = Arrays.copyOf(torn, text.length);

      assertThatThrownBy(() -> KeptLease.parse(torn)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> KeptLease.parse(holed)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesATextWithAnyOtherByte() {
    byte[] text = lease("ssh", "203.0.113.7").toBytes();
    for (int i = 0; i < text.length; i++) {
      byte[] changed = text.clone();
      changed[i] ^= 1;

      assertThatThrownBy(() -> KeptLease.parse(changed))
          .as("byte " + i)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n\n\n\n\n\n\n", "knock4j-lease 2\n", "#!/bin/sh\n", "\0\0\0"})
  void refusesWhatIsNoLease(String text) {
    assertThatThrownBy(() -> KeptLease.parse(text.getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("does not begin with");
  }

  @ParameterizedTest(name = "wall clock {0} ms, boot clock {1} ms before the deadline: {2} ms")
  @CsvSource({
    "60000, 60000, 60000",
    "0, 0, 0",
    "-5000, -5000, -5000",
    // The wall clock was set forward, backward.
    "20000, 60000, 20000",
    "90000, 60000, 60010",
    "9000000, 600000, 600000",
  })
  void remainsNoLongerThanByEitherClock(long wallMs, long upMs, long remainingMs) {
    Moment now = new Moment(WALL_MS - wallMs, DEADLINE.boot(), DEADLINE.upMs() - upMs);

    assertThat(lease("ssh", "203.0.113.7").remainingMs(now)).isEqualTo(remainingMs);
  }

  @ParameterizedTest(name = "wall clock {0} ms before the deadline: {1} ms")
  @CsvSource({"60000, 60000", "-1, -1", "9000000, 600000"})
  void remainsByTheWallClockAfterABootButNoLongerThanAWholeLease(long wallMs, long remainingMs) {
    KeptLease lease = lease("ssh", "203.0.113.7");

    assertThat(lease.remainingMs(new Moment(WALL_MS - wallMs, "other", 5))).isEqualTo(remainingMs);
    assertThat(lease.remainingMs(new Moment(WALL_MS - wallMs, Moment.NO_BOOT, 0)))
        .isEqualTo(remainingMs);
  }

  @Test
  void knowsTheBootOfThisHost() {
    Moment one = Moment.now();
    Moment other = Moment.now();

    assertThat(other.wallMs() - one.wallMs()).isBetween(0L, 10_000L);
    assertThat(other.upMs()).isGreaterThanOrEqualTo(one.upMs());
    assertThat(other.boot()).isEqualTo(one.boot());
    assertThat(one.isSameBoot(other)).isEqualTo(!one.boot().equals(Moment.NO_BOOT));
  }
}
