// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static io.github.knock4j.packet.Frames.on;
import static io.github.knock4j.packet.Frames.patch;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameViewIpv6Test {

  private static final String EMPTY = "00 01 04 00000000";
  private static final int PAYLOAD_LENGTH = 4;

  private static Frames packet() {
    return packet("2001:db8::1", "2001:db8::2");
  }

  private static Frames packet(String source, String destination) {
    return on(LinkType.RAW_IP).ip(source, destination).tcp(40_000, 7001);
  }

  private static void assertRefused(byte[] packet) {
    assertThat(Reading.of(LinkType.RAW_IP, packet)).isEmpty();
    assertThat(Reading.whole(LinkType.RAW_IP, packet)).isEmpty();
  }

  private static void assertRead(Frames frames) {
    assertThat(Reading.of(LinkType.RAW_IP, frames.bytes())).contains(frames.reading());
    assertThat(Reading.whole(LinkType.RAW_IP, frames.bytes())).contains(frames.reading());
  }

  @Test
  void readsEightExtensionHeadersAndNoMore() {
    Frames frames = packet();
    for (int i = 0; i < 8; i++) {
      frames.extension(60, EMPTY);
    }
    assertRead(frames);

    assertRefused(frames.extension(60, EMPTY).bytes());
  }

  @Test
  void readsHopByHopOptionsOnlyInFront() {
    assertRead(packet().extension(0, EMPTY).extension(60, EMPTY));
    assertRefused(packet().extension(60, EMPTY).extension(0, EMPTY).bytes());
    assertRefused(packet().extension(0, EMPTY).extension(0, EMPTY).bytes());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {0, 60})
  void readsOptionsThatFillTheirHeaderExactly(int type) {
    assertRead(packet().extension(type, "00 00 00 00 00 00 00"));
    assertRead(packet().extension(type, "00 00 00 00 00 01 00"));
    assertRead(packet().extension(type, "00 00 01 03 000000"));
    assertRead(packet().extension(type, "01 1e 0c 000000000000000000000000"));
    assertRefused(packet().extension(type, "00 01 05 00000000").bytes());
    assertRefused(packet().extension(type, "00 01 ff 00000000").bytes());
    assertRefused(packet().extension(type, "00 01 03 000000 01").bytes());
  }

  @Test
  void refusesAnOptionAtTheVeryEndOfTheBytes() {
    byte[] packet = packet().extension(60, "00 01 03 000000 01").bytes();

    assertRefused(patch(Arrays.copyOf(packet, 48), PAYLOAD_LENGTH, 0, 8));
  }

  @Test
  void refusesAnotherVersion() {
    byte[] packet = packet().bytes();
    assertThat(Reading.of(LinkType.RAW_IPV6, packet)).isPresent();

    assertThat(Reading.of(LinkType.RAW_IPV6, patch(packet, 0, 0x40))).isEmpty();
  }

  @Test
  void neverTakesAnExtensionHeaderForUdp() {
    assertRefused(packet().extension(43, "00 0401 0008 0000").bytes());
    assertRefused(
        packet().extension(60, EMPTY).extension(0, "00 0502 0008 0000").bytes());
  }

  @Test
  void refusesAPacketThatIsToVisitOtherPlacesYet() {
    assertRead(packet().extension(43, "00 fd 00 00000000"));
    assertRefused(packet().extension(43, "00 fd 01 00000000").bytes());
  }

  @Test
  void refusesSegmentRouting() {
    assertRefused(packet().extension(43, "00 04 00 00000000").bytes());
  }

  @ParameterizedTest(name = "header {0}")
  @ValueSource(ints = {1, 4, 41, 47, 50, 58, 59, 135, 139, 253, 254, 255})
  void refusesWhatHidesOrEndsTheChain(int type) {
    assertRefused(packet().extension(type, EMPTY).bytes());
  }

  @Test
  void readsAFirstFragmentButNoLaterOne() {
    assertRead(packet().extension(44, "00 0000 00000007"));
    assertRead(packet().extension(44, "00 0001 00000007"));
    assertRefused(packet().extension(44, "00 0008 00000007").bytes());
    assertRefused(packet().extension(44, "00 fff9 00000007").bytes());
  }

  @Test
  void allowsUdpToBeLongerThanItsFirstFragmentOnly() {
    byte[] first = packet().udp(1, 8002).extension(44, "00 0001 00000007").bytes();
    byte[] only = packet().udp(1, 8002).extension(44, "00 0000 00000007").bytes();

    assertThat(Reading.of(LinkType.RAW_IP, patch(first, 48 + 4, 1, 0))).isPresent();
    assertRefused(patch(only, 48 + 4, 1, 0));
  }

  @Test
  void refusesAnAuthenticationHeaderShorterThanItsFixedPart() {
    assertRead(packet().extension(51, "01 0000 00000001 00000001"));
    assertRefused(packet().extension(51, "00 0000 00000001").bytes());
  }

  @Test
  void refusesAnExtensionHeaderThatEndsBehindThePacket() {
    byte[] packet = packet().extension(60, EMPTY).bytes();

    assertRefused(patch(packet, 40 + 1, 3));
    assertRefused(patch(packet, 40 + 1, 255));
  }

  @Test
  void refusesJumbogramsAndLengthsThatCutTheHeader() {
    assertRefused(patch(packet().bytes(), PAYLOAD_LENGTH, 0, 0));
    assertRefused(patch(packet().bytes(), PAYLOAD_LENGTH, 0, 19));
    assertRefused(patch(packet().extension(60, EMPTY).bytes(), PAYLOAD_LENGTH, 0, 7));
  }

  @Test
  void refusesAPayloadOfMoreThanThereWas() {
    byte[] packet = patch(packet().bytes(), PAYLOAD_LENGTH, 0, 21);

    assertThat(Reading.whole(LinkType.RAW_IP, packet)).isEmpty();
    assertThat(Reading.of(LinkType.RAW_IP, packet)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "ff02::1", "ff00::", "ffff::1"})
  void refusesASourceThatCanBeNoVisitor(String source) {
    assertRefused(packet(source, "2001:db8::2").bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"::1", "::192.0.2.1", "fe80::1", "fd00::1", "::fffe:192.0.2.1", "64:ff9b::1"})
  void readsEveryOtherSource(String source) {
    assertRead(packet(source, "2001:db8::2"));
  }

  @Test
  void refusesAnIpv4AddressInDisguise() {
    byte[] packet = packet().bytes();
    int[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1};

    assertRefused(patch(packet, 8, mapped));
    assertRefused(patch(packet, 24, mapped));
  }
}
