// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.firewall.Nftables.Way;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NftablesTest {

  @Test
  void isNamedAfterItsPortsUnlessTold() {
    Nftables ports = Nftables.allowing(udp(500), tcp(443), udp(53));

    assertThat(ports)
        .hasToString("Nftables[tcp443-udp53-udp500, ports=tcp 443, udp 53, udp 500, drops]");
    assertThat(ports.named("ipsec").rejecting().through(Way.PROGRAM))
        .hasToString("Nftables[ipsec, ports=tcp 443, udp 53, udp 500, rejects, way=PROGRAM]");
  }

  @Test
  void isEqualToOneThatGuardsTheSameInTheSameWay() {
    Nftables some = Nftables.allowing(tcp(22), udp(53));

    assertThat(some)
        .isEqualTo(Nftables.allowing(udp(53), tcp(22)))
        .hasSameHashCodeAs(Nftables.allowing(udp(53), tcp(22)))
        .isNotEqualTo(Nftables.allowing(tcp(22)))
        .isNotEqualTo(some.named("other"))
        .isNotEqualTo(some.rejecting())
        .isNotEqualTo(some.through(Way.NETLINK));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b", "a;flush", "a}", "a\n", "a\u0000", "@a", "\u00e4", "a\"", "$a", "../a", "a.b",
        "\uff41"
      })
  void refusesANameThatCouldBeMoreThanAName(String name) {
    Nftables some = Nftables.allowing(tcp(22));

    assertThatThrownBy(() -> some.named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("service name must consist of A-Z a-z 0-9 _ -: '");
  }

  @Test
  void refusesANameOfTheWrongLength() {
    Nftables some = Nftables.allowing(tcp(22));

    assertThat(some.named("-".repeat(64))).isNotNull();
    assertThatThrownBy(() -> some.named("a".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("service name must have 1..64 characters: 65");
    assertThatThrownBy(() -> some.named(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("service name must have 1..64 characters: 0");
  }

  @Test
  void refusesTheWrongNumberOfPorts() {
    assertThatThrownBy(Nftables::allowing)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("service must have 1..16 ports: 0");
    assertThatThrownBy(() -> Nftables.allowing(ports(17)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("service must have 1..16 ports: 17");
    assertThatThrownBy(() -> Nftables.allowing(tcp(22), udp(22), tcp(22)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("service must have a port once: tcp 22");
  }

  @Test
  void keepsTheNamesOfItsPartsWithinWhatTheKernelTakes() {
    NftService longest = NftService.of(List.of(ports(16)));

    assertThat(longest.visitors(true).length()).isLessThan(255);
  }

  @Test
  void refusesAGrantThatNobodyWouldEnd() {
    Door backup = Door.named("backup").knock(tcp(7001)).build();
    Grant grant = Grant.of(backup, IpAddress.parse("203.0.113.7"), 5);

    assertThatThrownBy(() -> Nftables.allowing(tcp(22)).open(grant))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("door 'backup' must have a lease of more than zero to open a service: 0 ns");
  }

  @Test
  void roundsTheLeaseUpSoThatTheKernelIsNeverEarlier() {
    assertThat(NftGate.timeoutMs(1)).isEqualTo(21);
    assertThat(NftGate.timeoutMs(1_000_000)).isEqualTo(21);
    assertThat(NftGate.timeoutMs(1_000_001)).isEqualTo(22);
    assertThat(NftGate.timeoutMs(365L * 86_400 * 1_000_000_000)).isEqualTo(31_536_000_020L);
  }

  private static Knock[] ports(int count) {
    return IntStream.range(0, count).mapToObj(i -> tcp(60_000 + i)).toArray(Knock[]::new);
  }
}
