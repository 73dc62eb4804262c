// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FrameView and bytes that nobody should send: it never throws and never reads past an end. */
class FrameViewSafetyTest {

  private static final List<Sample> SAMPLES = Sample.all();

  static List<Sample> samples() {
    return SAMPLES;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void readsAShorterPrefixTheSameOrNotAtAll(Sample sample) {
    FrameView view = new FrameView(sample.link());
    for (int length = 0; length < sample.frame().length; length++) {
      byte[] otherBehind = invertFrom(sample.frame(), length);

      Optional<Reading> shorterArray = Reading.of(sample.link(), sample.prefix(length));
      boolean shorterLength = view.wrap(otherBehind, length);

      assertThat(shorterArray).as("%s bytes", length).isIn(none(), Optional.of(sample.reading()));
      assertThat(shorterLength).as("%s bytes", length).isEqualTo(shorterArray.isPresent());
      if (shorterLength) {
        assertThat(Reading.of(view)).as("%s bytes", length).isEqualTo(sample.reading());
      }
    }
  }

  private static Optional<Reading> none() {
    return Optional.empty();
  }

  private static byte[] invertFrom(byte[] bytes, int from) {
    byte[] inverted = bytes.clone();
    for (int i = from; i < bytes.length; i++) {
      inverted[i] = (byte) ~bytes[i];
    }
    return inverted;
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @CsvSource({
    "0, -1, 100",
    "0, 101, 101",
    "0, -2147483648, 0",
    "0, 2147483647, 2147483647",
    "-1, 100, 100",
    "1, 100, 100",
    "100, 1, 1",
    "101, 0, 0",
    "2147483647, 1, 1",
    "2147483647, 2147483647, 2147483647",
    "-2147483648, 100, 100",
    "0, 100, 99",
    "0, 100, -1"
  })
  void refusesNumbersThatContradictTheArray(int offset, int length, int wireLength) {
    byte[] frame = Frames.ethernet().tcp(40_000, 7001).payload(46).bytes();
    FrameView view = new FrameView(LinkType.ETHERNET);
    assertThat(frame).hasSize(100);

    assertThat(view.wrap(frame, offset, length, wireLength)).isFalse();
  }

  @Test
  void refusesAGoodFrameThatReachesBeyondTheArray() {
    byte[] frame = Frames.ethernet().tcp(40_000, 7001).payload(46).bytes();
    byte[] later = Frames.join(new byte[5], frame);
    byte[] earlier = Arrays.copyOfRange(frame, 1, frame.length);
    FrameView view = new FrameView(LinkType.ETHERNET);

    assertThat(view.wrap(later, 5, frame.length, frame.length)).isTrue();
    assertThat(view.wrap(later, 5, frame.length + 1, frame.length + 1)).isFalse();
    assertThat(view.wrap(earlier, -1, frame.length, frame.length)).isFalse();
  }

  @Test
  void doesNotReadWhatIsLeftOfTheFrameBefore() {
    byte[] outer = Frames.on(LinkType.RAW_IP).udp(1, 2).payload(32).bytes();
    byte[] inner = Frames.on(LinkType.RAW_IP).tcp(40_000, 7001).bytes();
    // The identification of the inner packet is the UDP length of the outer one.
    byte[] nested = Frames.join(Arrays.copyOf(outer, 20), Frames.patch(inner, 4, 0, 40));
    FrameView view = new FrameView(LinkType.RAW_IP);
    assertThat(view.wrap(nested, nested.length)).isTrue();

    assertThat(view.wrap(nested, -1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void refusesALengthThatTheArrayDoesNotHave(int length) {
    byte[] frame = Frames.ethernet().tcp(40_000, 7001).payload(46).bytes();

    assertThat(new FrameView(LinkType.ETHERNET).wrap(frame, length)).isFalse();
  }

  @Test
  void survivesRandomBytes() {
    Random random = new Random(791);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);

      check(LinkType.values()[i % LinkType.values().length], bytes, i);
    }
  }

  @Test
  void survivesMutatedFrames() {
    Random random = new Random(8200);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      Sample sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
      byte[] bytes = Arrays.copyOf(sample.frame(), sample.frame().length - random.nextInt(4) / 3);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
      }

      read += check(sample.link(), bytes, i) ? 1 : 0;
    }
    assertThat(read).isBetween(50_000, 190_000);
  }

  /** What holds for any bytes: the reading depends on them alone, and is one of a visitor. */
  private static boolean check(LinkType link, byte[] bytes, int round) {
    Optional<Reading> whole = Reading.whole(link, bytes);
    byte[] elsewhere = new byte[bytes.length + 16];
    Arrays.fill(elsewhere, (byte) 0x45);
    System.arraycopy(bytes, 0, elsewhere, 7, bytes.length);
    FrameView view = new FrameView(link);
    boolean isReadElsewhere = view.wrap(elsewhere, 7, bytes.length, bytes.length);

    assertThat(isReadElsewhere).as("round %s", round).isEqualTo(whole.isPresent());
    if (whole.isEmpty()) {
      return false;
    }
    Reading reading = whole.get();
    assertThat(Reading.of(view)).as("round %s", round).isEqualTo(reading);
    assertThat(Reading.of(link, bytes)).as("round %s", round).contains(reading);
    assertThat(reading.destinationPort()).as("round %s", round).isBetween(1, 65_535);
    assertThat(reading.source()).as("round %s", round).isNotEqualTo(IpAddress.parse("0.0.0.0"));
    assertThat(reading.source().toInetAddress().isMulticastAddress())
        .as("round %s", round)
        .isFalse();
    assertThat(reading.source().isIpv4())
        .as("round %s", round)
        .isEqualTo(reading.destination().isIpv4());
    return true;
  }
}
