// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.TcpFlags.Flag;
import io.github.knock4j.packet.LinkType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CaptureFilterTest {

  private static final Door TCP = Door.named("tcp").knock(tcp(7001)).build();
  private static final Door UDP = Door.named("udp").knock(udp(8002)).build();

  @Test
  void asksForNewConnectionsWhereEveryDoorDoes() {
    assertThat(text(TCP))
        .contains("(tcp[13] & 18 = 2)")
        .contains("(ip6 and ip6[6] = 6 and ip6[53] & 18 = 2)")
        .doesNotContain("ip proto 6")
        .doesNotContain("= 17)");
  }

  @Test
  void asksForEveryTcpPacketWhereOneDoorDoes() {
    Door any = Door.named("any").knock(tcp(7001)).flags(TcpFlags.ANY).build();

    assertThat(text(TCP, any)).contains("(ip proto 6)").doesNotContain("tcp[13]");
  }

  @Test
  void asksForTheFlagsOfEachDoor() {
    Door fin =
        Door.named("fin").knock(tcp(7001)).flags(TcpFlags.ANY.mustSet(Flag.FIN)).build();

    assertThat(text(TCP, fin)).contains("(tcp[13] & 18 = 2)").contains("(tcp[13] & 1 = 1)");
  }

  @Test
  void leavesTcpOutWhereNoDoorUsesIt() {
    assertThat(text(UDP)).contains("(ip proto 17)").doesNotContain("tcp").doesNotContain("[53]");
  }

  @Test
  void heedsTheFlagsOfAUdpDoorThatHearsTheKnockPortsOfOthers() {
    Door listens = Door.named("l")
        .knock(udp(8002))
        .flags(TcpFlags.ANY)
        .scope(Scope.KNOCK_PORTS)
        .build();

    assertThat(text(TCP, listens)).contains("(ip proto 6)");
    assertThat(text(listens)).doesNotContain("ip proto 6");
  }

  @ParameterizedTest
  @EnumSource
  void passesNothingWhereThereIsNoDoor(LinkType linkType) {
    assertThat(CaptureFilter.of(List.of(), linkType).text()).isEqualTo("len = 0");
  }

  @ParameterizedTest
  @EnumSource(names = {"ETHERNET", "LINUX_COOKED", "LINUX_COOKED_2"})
  void passesTaggedFramesForTheDecoderToJudge(LinkType linkType) {
    assertThat(CaptureFilter.of(List.of(UDP), linkType).text()).contains("ether proto 0x8100");
  }

  @ParameterizedTest
  @EnumSource(names = {"NULL", "LOOP", "PPP", "PPPOE"})
  void passesEverythingOnLinksThatBeginInMoreThanOneWay(LinkType linkType) {
    assertThat(CaptureFilter.of(List.of(UDP), linkType).text()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void namesNoPortAndKeepsItsTextToItself(LinkType linkType) {
    CaptureFilter filter = CaptureFilter.of(List.of(TCP, UDP), linkType);

    assertThat(filter).hasToString("CaptureFilter[hidden]");
    assertThat(filter.text()).doesNotContain("7001").doesNotContain("8002");
  }

  private static String text(Door... doors) {
    return CaptureFilter.of(List.of(doors), LinkType.ETHERNET).text();
  }
}
