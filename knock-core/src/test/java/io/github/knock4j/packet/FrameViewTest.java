// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static io.github.knock4j.packet.Frames.ethernet;
import static io.github.knock4j.packet.Frames.hex;
import static io.github.knock4j.packet.Frames.join;
import static io.github.knock4j.packet.Frames.on;
import static io.github.knock4j.packet.Frames.patch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameViewTest {

  private static final byte[] PACKET = on(LinkType.RAW_IP).tcp(40_000, 7001).bytes();

  static List<Sample> samples() {
    return Sample.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void readsEveryFieldOfEveryKindOfFrame(Sample sample) {
    assertThat(Reading.of(sample.link(), sample.frame())).contains(sample.reading());
    assertThat(Reading.whole(sample.link(), sample.frame())).contains(sample.reading());
  }

  @ParameterizedTest
  @EnumSource
  void readsAFrameInTheMiddleOfAnArray(LinkType link) {
    Frames frames = on(link).tcp(40_000, 7001);
    byte[] frame =
        (link == LinkType.RAW_IPV6 ? frames.ip("2001:db8::1", "2001:db8::2") : frames).bytes();
    FrameView view = new FrameView(link);

    byte[] bytes = join(new byte[5], frame, new byte[7]);

    assertThat(view.wrap(bytes, 5, frame.length, frame.length)).isTrue();
    assertThat(Reading.of(view)).isEqualTo(frames.reading());
  }

  @Test
  void answersForTheSamePacketEvenIfTheArrayChanges() {
    FrameView view = new FrameView(LinkType.RAW_IP);
    byte[] bytes = PACKET.clone();
    view.wrap(bytes, bytes.length);
    Reading before = Reading.of(view);

    Arrays.fill(bytes, (byte) 0xff);

    assertThat(Reading.of(view)).isEqualTo(before);
  }

  @Test
  void takesEveryDestinationAsLocalUnlessItKnows() {
    FrameView view = new FrameView(LinkType.RAW_IP);

    view.wrap(PACKET, PACKET.length);

    assertThat(view.isLocal()).isTrue();
  }

  @Test
  void noticesThatTheLocalAddressesHaveChanged() {
    FrameView view = new FrameView(LinkType.RAW_IP, AddressSet.of(List.of()));
    view.wrap(PACKET, PACKET.length);
    assertThat(view.isLocal()).isFalse();

    view.local(AddressSet.of(List.of(IpAddress.parse("198.51.100.2"))));

    assertThat(view.isLocal()).isTrue();
  }

  @Test
  void refusesAFifthTag() {
    Frames frames = ethernet().vlan(1).vlan(2).vlan(3).vlan(4).tcp(40_000, 7001);
    assertThat(Reading.of(LinkType.ETHERNET, frames.bytes())).isPresent();

    frames.vlan(5);

    assertThat(Reading.of(LinkType.ETHERNET, frames.bytes())).isEmpty();
  }

  @ParameterizedTest(name = "EtherType {0}")
  @ValueSource(ints = {0, 46, 0x05dc, 0x0801, 0x0806, 0x0842, 0x8847, 0x8863, 0x88cc, 0xffff})
  void refusesWhatIsNotIp(int etherType) {
    byte[] frame = ethernet().tcp(40_000, 7001).bytes();

    byte[] patched = patch(frame, 12, etherType >>> 8, etherType);

    assertThat(Reading.of(LinkType.ETHERNET, patched)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"ff03 0021", "ff03 21", "0021", "21"})
  void readsPppHoweverItsHeaderIsCompressed(String header) {
    assertThat(Reading.of(LinkType.PPP, join(hex(header), PACKET))).isPresent();
  }

  @ParameterizedTest(name = "header {0}")
  @ValueSource(strings = {"", "ff03", "ff03 0057", "57", "c021", "ff03 8021", "0f00 0800", "002d"})
  void refusesOtherProtocolsInPpp(String header) {
    assertThat(Reading.of(LinkType.PPP, join(hex(header), PACKET))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"1109 0001 002a 0021", "1200 0001 002a 0021", "1100 0001 0029 0021"})
  void refusesPppoeThatIsNoSessionOrTooShortForItsPacket(String header) {
    assertThat(Reading.of(LinkType.PPPOE, join(hex("1100 0001 002a 0021"), PACKET)))
        .isPresent();

    assertThat(Reading.of(LinkType.PPPOE, join(hex(header), PACKET))).isEmpty();
  }

  @Test
  void refusesPppoeThatDeclaresMoreThanTheFrameHad() {
    byte[] frame = join(hex("1100 0001 002b 0021"), PACKET);

    assertThat(Reading.whole(LinkType.PPPOE, frame)).isEmpty();
    assertThat(Reading.of(LinkType.PPPOE, frame)).isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"02000000", "00000002"})
  void readsTheAddressFamilyInTheByteOrderOfWhoeverCaptured(String family) {
    assertThat(Reading.of(LinkType.NULL, join(hex(family), PACKET))).isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"18000000", "1c000000", "1e000000", "00000018", "0000001c", "0000001e"})
  void readsIpv6OfEveryBsd(String family) {
    byte[] packet =
        on(LinkType.RAW_IP).ip("2001:db8::1", "2001:db8::2").udp(1, 8002).bytes();

    assertThat(Reading.of(LinkType.NULL, join(hex(family), packet))).isPresent();
    assertThat(Reading.of(LinkType.NULL, join(hex(family), PACKET))).isEmpty();
  }

  @Test
  void knowsOnlyOneByteOrderForLoop() {
    assertThat(Reading.of(LinkType.LOOP, join(hex("00000002"), PACKET))).isPresent();
    assertThat(Reading.of(LinkType.LOOP, join(hex("02000000"), PACKET))).isEmpty();
  }

  @ParameterizedTest(name = "ARPHRD {0}")
  @ValueSource(ints = {770, 803, 824})
  void refusesCookedFramesWhoseProtocolIsNoEtherType(int hardware) {
    byte[] v1 = on(LinkType.LINUX_COOKED).tcp(40_000, 7001).bytes();
    byte[] v2 = on(LinkType.LINUX_COOKED_2).tcp(40_000, 7001).bytes();

    assertThat(Reading.of(LinkType.LINUX_COOKED, patch(v1, 2, hardware >>> 8, hardware)))
        .isEmpty();
    assertThat(Reading.of(LinkType.LINUX_COOKED_2, patch(v2, 8, hardware >>> 8, hardware)))
        .isEmpty();
  }

  @Test
  void showsNothingOfAPacket() {
    FrameView view = new FrameView(LinkType.RAW_IP);

    view.wrap(PACKET, PACKET.length);

    assertThat(view).hasToString("FrameView[RAW_IP]");
  }
}
