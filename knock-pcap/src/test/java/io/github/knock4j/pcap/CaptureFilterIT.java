// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.TcpFlags.Flag;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.LinkType;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/** The filter against the decoder: needs libpcap's compiler and interpreter, but no network. */
class CaptureFilterIT {

  private static final TcpFlags FIN = TcpFlags.ANY.mustSet(Flag.FIN);

  private static final List<List<Door>> WATCHED = List.of(
      List.of(door(Scope.EVERY_PORT, TcpFlags.NEW_CONNECTION, Knock.tcp(7001))),
      List.of(door(Scope.EVERY_PORT, TcpFlags.NEW_CONNECTION, Knock.udp(8002))),
      List.of(door(Scope.EVERY_PORT, TcpFlags.ANY, Knock.tcp(7001))),
      List.of(door(Scope.KNOCK_PORTS, FIN, Knock.tcp(7001), Knock.udp(8002))),
      List.of(
          door(Scope.EVERY_PORT, TcpFlags.NEW_CONNECTION, Knock.tcp(7001)),
          door(Scope.EVERY_PORT, FIN, Knock.tcp(9003)),
          door(Scope.KNOCK_PORTS, TcpFlags.ANY, Knock.udp(8002))));

  @BeforeAll
  static void here() {
    NetLab.requirePrograms("tcpdump");
  }

  @ParameterizedTest
  @EnumSource
  void passesEveryPacketThatADoorMayHear(LinkType linkType) throws PcapNativeException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    FrameView view = new FrameView(linkType);
    int heard = 0;
    for (List<Door> doors : WATCHED) {
      BpfProgram program = compile(doors, linkType);
      for (int i = 0; i < 2_000; i++) {
        byte[] frame = Frames.random(random, linkType);
        if (view.wrap(frame, frame.length) && doors.stream().anyMatch(it -> mayHear(it, view))) {
          heard++;
          assertThat(program.applyFilter(frame, frame.length, frame.length))
              .as("seed %d, %s, %s", seed, doors, HexFormat.of().formatHex(frame))
              .isTrue();
        }
      }
      program.free();
    }
    assertThat(heard).isGreaterThan(1_000);
  }

  @Test
  void keepsOutWhatNoDoorHears() throws PcapNativeException {
    List<Door> doors = WATCHED.get(0);

    assertThat(passes(doors, Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(0x02)))))
        .isTrue();
    assertThat(passes(doors, Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(0x12)))))
        .isFalse();
    assertThat(passes(doors, Frames.ethernet(0x0800, Frames.ipv4(17, Frames.udp()))))
        .isFalse();
    assertThat(passes(doors, Frames.ethernet(0x86dd, Frames.ipv6(6, Frames.tcp(0x02)))))
        .isTrue();
    assertThat(passes(doors, Frames.ethernet(0x86dd, Frames.ipv6(6, Frames.tcp(0x12)))))
        .isFalse();
    assertThat(passes(doors, Frames.ethernet(0x86dd, Frames.ipv6(58, Frames.udp()))))
        .isFalse();
    assertThat(passes(doors, Frames.ethernet(0x0806, Frames.ipv4(6, Frames.tcp(2)))))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void keepsEverythingOutWhereThereIsNoDoor(LinkType linkType) throws PcapNativeException {
    BpfProgram program = compile(List.of(), linkType);
    Random random = new Random(1);

    for (int i = 0; i < 100; i++) {
      byte[] frame = Frames.random(random, linkType);
      assertThat(program.applyFilter(frame, frame.length, frame.length)).isFalse();
    }
    program.free();
  }

  private static boolean passes(List<Door> doors, byte[] frame) throws PcapNativeException {
    BpfProgram program = compile(doors, LinkType.ETHERNET);
    try {
      return program.applyFilter(frame, frame.length, frame.length);
    } finally {
      program.free();
    }
  }

  private static BpfProgram compile(List<Door> doors, LinkType linkType)
      throws PcapNativeException {
    return Pcaps.compileFilter(
        256,
        DataLinkType.getInstance(dlt(linkType)),
        CaptureFilter.of(doors, linkType).text(),
        BpfCompileMode.OPTIMIZE,
        PcapHandle.PCAP_NETMASK_UNKNOWN);
  }

  /** Files number this type in one way, libpcap's handles in another. */
  private static int dlt(LinkType linkType) {
    return linkType == LinkType.RAW_IP ? 12 : linkType.number();
  }

  /** On the safe side: more than the door hears. */
  private static boolean mayHear(Door door, FrameView view) {
    boolean isUsed = door.scope() == Scope.KNOCK_PORTS
        ? WATCHED.stream().anyMatch(it -> it.contains(door) && uses(it, view.protocol()))
        : uses(List.of(door), view.protocol());
    return isUsed && (view.protocol() == Protocol.UDP || door.flags().accepts(view.tcpFlags()));
  }

  private static boolean uses(List<Door> doors, Protocol protocol) {
    return doors.stream()
        .anyMatch(door -> door.knocks().stream().anyMatch(it -> it.protocol() == protocol));
  }

  private static Door door(Scope scope, TcpFlags flags, Knock... knocks) {
    return Door.named("door").knocks(List.of(knocks)).scope(scope).flags(flags).build();
  }
}
