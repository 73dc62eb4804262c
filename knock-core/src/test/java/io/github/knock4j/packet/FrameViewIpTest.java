// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static io.github.knock4j.packet.Frames.on;
import static io.github.knock4j.packet.Frames.patch;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FrameView and IPv4, TCP and UDP headers that are not as they should be. */
class FrameViewIpTest {

  private static final int LENGTH = 2;
  private static final int FRAGMENT = 6;
  private static final int PROTOCOL = 9;
  private static final int TCP_OFFSET = 20 + 12;
  private static final int UDP_LENGTH = 20 + 4;

  private static Frames packet() {
    return on(LinkType.RAW_IP);
  }

  private static byte[] tcp() {
    return packet().tcp(40_000, 7001).bytes();
  }

  private static byte[] udp() {
    return packet().udp(40_000, 7001).payload(4).bytes();
  }

  private static void assertRefused(byte[] packet) {
    assertThat(Reading.of(LinkType.RAW_IP, packet)).isEmpty();
    assertThat(Reading.whole(LinkType.RAW_IP, packet)).isEmpty();
  }

  private static void assertRead(byte[] packet) {
    assertThat(Reading.of(LinkType.RAW_IP, packet)).isPresent();
    assertThat(Reading.whole(LinkType.RAW_IP, packet)).isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {0x00, 0x05, 0x35, 0x55, 0x75, 0xf5, 0x40, 0x44, 0x46, 0x4f})
  void refusesAnotherVersionOrHeaderLength(int first) {
    assertRefused(patch(tcp(), 0, first));
  }

  @Test
  void neverTakesTheIpHeaderForTheNextOne() {
    assertRefused(patch(packet().udp(8, 7001).payload(4).bytes(), 0, 0x44));
    assertRefused(
        packet().ip("80.0.2.1", "198.51.100.2").fragment(1, false).tcp(1, 2).bytes());
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 19, 20, 39})
  void refusesATotalLengthThatCutsTheTcpHeader(int length) {
    assertRefused(patch(tcp(), LENGTH, 0, length));
  }

  @Test
  void refusesATotalLengthOfMoreThanThereWas() {
    byte[] packet = patch(tcp(), LENGTH, 0, 41);

    assertThat(Reading.whole(LinkType.RAW_IP, packet)).isEmpty();
  }

  @Test
  void readsAPacketOfWhichOnlyTheHeadersWereCaptured() {
    byte[] packet = packet().udp(40_000, 7001).payload(1000).bytes();
    FrameView view = new FrameView(LinkType.RAW_IP);

    assertThat(view.wrap(packet, 28)).isTrue();
    assertThat(view.wrap(packet, 0, 28, packet.length)).isTrue();
    assertThat(view.wrap(packet, 0, 28, packet.length - 1)).isFalse();
    assertThat(view.wrap(packet, 27)).isFalse();
  }

  @ParameterizedTest(name = "protocol {0}")
  @ValueSource(ints = {0, 1, 2, 4, 41, 47, 50, 51, 58, 132, 136, 255})
  void refusesWhatIsNeitherTcpNorUdp(int protocol) {
    assertRefused(patch(tcp(), PROTOCOL, protocol));
    assertRefused(patch(udp(), PROTOCOL, protocol));
  }

  @ParameterizedTest(name = "offset {0}")
  @ValueSource(ints = {1, 2, 0x1fff})
  void refusesALaterFragment(int offset) {
    assertRefused(patch(tcp(), FRAGMENT, offset >>> 8, offset));
    assertRefused(patch(tcp(), FRAGMENT, 0x20 | offset >>> 8, offset));
  }

  @Test
  void readsAFirstFragmentThatHoldsTheHeader() {
    assertRead(patch(tcp(), FRAGMENT, 0x20, 0));
    assertRead(patch(patch(udp(), FRAGMENT, 0x20, 0), UDP_LENGTH, 0x10, 0));
    assertRefused(patch(patch(tcp(), FRAGMENT, 0x20, 0), LENGTH, 0, 36));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "255.255.255.255"})
  void refusesASourceThatCanBeNoVisitor(String source) {
    assertRefused(packet().ip(source, "198.51.100.2").tcp(40_000, 7001).bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.0.0.0", "127.0.0.1", "223.255.255.255", "240.0.0.1", "255.255.255.254"})
  void readsEveryOtherSource(String source) {
    assertRead(packet().ip(source, "198.51.100.2").tcp(40_000, 7001).bytes());
  }

  @ParameterizedTest(name = "data offset {0}")
  @ValueSource(ints = {0, 1, 4, 6, 15})
  void refusesATcpHeaderThatIsTooShortOrLongerThanThePacket(int words) {
    assertRefused(patch(tcp(), TCP_OFFSET, words << 4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01010101",
        "020405b4 0402 0303 0a00",
        "0402 00ff",
        "00 ffffff",
        "050a 0000000000000000 0101"
      })
  void readsTcpWithOptions(String options) {
    assertRead(packet().tcp(40_000, 7001).tcpOptions(options).bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01010102",
        "02050000",
        "0200 0000",
        "0201 0000",
        "0502 0000",
        "0509 00000000000000"
      })
  void refusesTcpOptionsThatDoNotLieInTheirHeader(String options) {
    assertRefused(packet().tcp(40_000, 7001).tcpOptions(options).bytes());
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 7, 13, 0xffff})
  void refusesAUdpLengthThatIsTooShortOrLongerThanThePacket(int length) {
    assertRefused(patch(udp(), UDP_LENGTH, length >>> 8, length));
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {8, 11, 12})
  void readsUdpThatEndsBeforeItsPacketDoes(int length) {
    assertRead(patch(udp(), UDP_LENGTH, 0, length));
  }

  @Test
  void refusesPortZeroAsDestinationOnly() {
    assertRefused(packet().tcp(40_000, 0).bytes());
    assertRefused(packet().udp(40_000, 0).bytes());
    assertRead(packet().tcp(0, 7001).bytes());
    assertRead(packet().udp(0, 65_535).bytes());
  }

  @Test
  void forgetsTheFlagsOfTheTcpPacketBefore() {
    FrameView view = new FrameView(LinkType.RAW_IP);
    view.wrap(tcp(), tcp().length);

    view.wrap(udp(), udp().length);

    assertThat(view.tcpFlags()).isZero();
    assertThat(view.tcpSequence()).isZero();
  }
}
