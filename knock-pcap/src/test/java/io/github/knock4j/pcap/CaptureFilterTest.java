// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.TcpFlags.Flag;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.LinkType;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter beside the decoder and the rules of hearing. */
class CaptureFilterTest {

  private static final Door TCP = Door.named("tcp").knock(tcp(7001)).build();
  private static final Door UDP = Door.named("udp").knock(udp(8002)).build();
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;

  /**
   * Not only what it must: also nothing but what a door hears. More does pass where the decoder is
   * stricter than it has to be here, on a header that contradicts itself, but these frames have none.
   */
  @ParameterizedTest
  @EnumSource
  void passesWhatADoorCanHearAndNothingElse(LinkType linkType) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    FrameView view = new FrameView(linkType);
    int heard = 0;
    int unheard = 0;
    for (int i = 0; i < 200; i++) {
      List<Door> doors = Ears.randomDoors(random);
      boolean isExact = doors.stream().allMatch(it -> it.scope() == Scope.EVERY_PORT);
      BpfMachine kernel = new BpfMachine(CaptureFilter.of(doors, linkType));
      for (int j = 0; j < 200; j++) {
        byte[] frame = Frames.random(random, linkType);
        boolean isHeard = view.wrap(frame, frame.length) && Ears.hears(doors, view);
        boolean keepsTag = random.nextBoolean();
        boolean passes = kernel.passes(linkType, frame, keepsTag);
        String what = "seed " + seed + ", " + doors + ", " + HexFormat.of().formatHex(frame);
        if (isHeard) {
          heard++;
          assertThat(passes).as(what).isTrue();
        } else if (isExact) {
          unheard++;
          assertThat(passes).as(what).isFalse();
        }
      }
    }
    assertThat(heard).isGreaterThan(2_000);
    assertThat(unheard).isGreaterThan(1_000);
  }

  @ParameterizedTest
  @EnumSource
  void passesNothingWhereThereIsNoDoor(LinkType linkType) {
    BpfMachine kernel = new BpfMachine(CaptureFilter.of(List.of(), linkType));
    Random random = new Random(1);

    for (int i = 0; i < 100; i++) {
      assertThat(kernel.passes(linkType, Frames.random(random, linkType), true)).isFalse();
    }
  }

  @Test
  void keepsOutAnEstablishedConnectionAlsoBehindTagsAndPppoe() {
    byte[] data = Frames.ipv4(6, Frames.tcp(ACK));
    byte[] tagged = Frames.before(data, 0, 5, 0x08, 0x00);
    byte[] taggedTwice = Frames.before(tagged, 0, 6, 0x81, 0x00);
    byte[] overPppoe = Frames.pppoe(true, data);

    assertThat(passes(Frames.ethernet(0x0800, data), TCP)).isFalse();
    assertThat(passes(Frames.ethernet(0x86dd, Frames.ipv6(6, Frames.tcp(ACK))), TCP))
        .isFalse();
    assertThat(passes(Frames.ethernet(0x8100, tagged), TCP)).isFalse();
    assertThat(passes(Frames.ethernet(0x88a8, taggedTwice), TCP)).isFalse();
    assertThat(passes(Frames.ethernet(0x8864, overPppoe), TCP)).isFalse();
  }

  @Test
  void asksForTheFlagsOfEachDoor() {
    Door fin =
        Door.named("fin").knock(tcp(1)).flags(TcpFlags.ANY.mustSet(Flag.FIN)).build();

    assertThat(passes(Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(SYN))), TCP, fin))
        .isTrue();
    assertThat(passes(Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(1))), TCP, fin))
        .isTrue();
    assertThat(passes(Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(4))), TCP, fin))
        .isFalse();
  }

  @Test
  void leavesAProtocolOutThatNoDoorUses() {
    assertThat(passes(Frames.ethernet(0x0800, Frames.ipv4(17, Frames.udp())), TCP))
        .isFalse();
    assertThat(passes(Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(SYN))), UDP))
        .isFalse();
  }

  @Test
  void wantsOnlyTheTargetsWhereEveryDoorHasOne() {
    byte[] knock = Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(SYN)));
    Door here = target("192.0.2.1");
    Door elsewhere = target("192.0.2.2");
    Door overIpv6 = target("2001:db8::1");

    assertThat(passes(knock, elsewhere, overIpv6)).isFalse();
    assertThat(passes(knock, elsewhere, overIpv6, here)).isTrue();
    assertThat(passes(knock, elsewhere, overIpv6, TCP)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 300, 1_000, 2_000, 20_000})
  void passesTheKnocksOfHoweverManyDoors(int doorCount) {
    Random random = new Random(doorCount);
    List<Door> doors = new ArrayList<>();
    for (int i = 0; i < doorCount; i++) {
      doors.add(Door.named("door " + i)
          .knock(tcp(1 + random.nextInt(65_535)))
          .knock(udp(1 + random.nextInt(65_535)))
          .scope(Scope.KNOCK_PORTS)
          .build());
    }

    CaptureFilter filter = CaptureFilter.of(doors, LinkType.ETHERNET);

    BpfMachine kernel = new BpfMachine(filter);
    assertThat(filter.instructions()).isLessThanOrEqualTo(4096);
    assertThat(doors.stream().flatMap(door -> door.knocks().stream()))
        .allMatch(knock -> kernel.passes(LinkType.ETHERNET, frame(knock), true));
  }

  @Test
  void passesTheKnocksOfManyTargetsAndFlags() {
    List<Door> doors = new ArrayList<>();
    for (int i = 0; i < 729; i++) {
      int set = 0;
      int clear = 0;
      for (int bit = 0, rest = i; bit < 6; bit++, rest /= 3) {
        set |= rest % 3 == 1 ? 1 << bit : 0;
        clear |= rest % 3 == 2 ? 1 << bit : 0;
      }
      doors.add(Door.named("door " + i)
          .knock(tcp(7001 + i))
          .flags(new TcpFlags(set, clear))
          .target(IpAddress.parse("2001:db8::" + Integer.toHexString(i)))
          .build());
    }

    CaptureFilter filter = CaptureFilter.of(doors, LinkType.ETHERNET);

    assertThat(filter.instructions()).isLessThanOrEqualTo(4096);
    byte[] knock = Frames.ethernet(0x86dd, Frames.ipv6(6, Frames.tcp(SYN)));
    assertThat(new BpfMachine(filter).passes(LinkType.ETHERNET, knock, true)).isTrue();
  }

  @Test
  void isExactWhileItHasRoom() {
    Door[] doors = IntStream.range(0, 1_000)
        .mapToObj(i -> Door.named("door " + i)
            .knock(tcp(2 + 2 * i))
            .scope(Scope.KNOCK_PORTS)
            .build())
        .toArray(Door[]::new);

    assertThat(passes(frame(tcp(1_000)), doors)).isTrue();
    assertThat(passes(frame(tcp(1_001)), doors)).isFalse();
  }

  @Test
  void hasAShortWayOutForAKernelWithoutRoom() {
    List<Integer> lengths = CaptureFilter.ofEachLength(List.of(TCP, UDP), LinkType.ETHERNET)
        .map(CaptureFilter::instructions)
        .toList();

    assertThat(lengths).last().satisfies(it -> assertThat(it).isLessThan(500));
  }

  @ParameterizedTest
  @EnumSource
  void keepsWhatItLooksForToItself(LinkType linkType) {
    assertThat(CaptureFilter.of(List.of(TCP, UDP), linkType)).hasToString("CaptureFilter[hidden]");
  }

  private static Door target(String address) {
    return Door.named(address).knock(tcp(7001)).target(IpAddress.parse(address)).build();
  }

  private static byte[] frame(Knock knock) {
    return switch (knock.protocol()) {
      case TCP -> Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(SYN, knock.port())));
      case UDP -> Frames.ethernet(0x86dd, Frames.ipv6(17, Frames.udp(knock.port())));
    };
  }

  private static boolean passes(byte[] frame, Door... doors) {
    CaptureFilter filter = CaptureFilter.of(List.of(doors), LinkType.ETHERNET);
    return new BpfMachine(filter).passes(LinkType.ETHERNET, frame, true);
  }
}
