// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.TcpFlags.Flag.ACK;
import static io.github.knock4j.TcpFlags.Flag.FIN;
import static io.github.knock4j.TcpFlags.Flag.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import org.junit.jupiter.api.Test;

/** Which packets reach which doors. */
class KnockEngineHearingTest {

  private static final IpAddress INSIDE = IpAddress.parse("10.0.0.7");

  private final Knocker knocker = new Knocker();

  @Test
  void hearsOnlyAttemptsToConnectUnlessToldOtherwise() {
    knocker.at(door().build()).knock(tcp(7000));

    knocker.send(knocker.packet(tcp(22)).withFlags(SYN.bit() | ACK.bit()));
    knocker.send(knocker.packet(tcp(22)).withFlags(FIN.bit()));
    knocker.knock(tcp(8000));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void hearsAnyFlagsIfTheDoorDoes() {
    knocker.at(door().flags(TcpFlags.ANY).build());

    knocker.send(knocker.packet(tcp(7000)).withFlags(ACK.bit()));
    knocker.send(knocker.packet(tcp(8000)).withFlags(0));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void hearsUdpWhateverFlagsTheDoorWants() {
    knocker.at(
        Door.named("door").knock(udp(7000)).flags(TcpFlags.ANY.mustSet(FIN)).build());

    knocker.knock(udp(7000));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void hearsLocalAddressesOnlyIfTheDoorHasNoTarget() {
    knocker.at(door().build()).knock(tcp(7000));

    knocker.send(knocker.packet(tcp(22)).to(INSIDE, false));
    knocker.send(knocker.packet(tcp(8000)).to(INSIDE, true));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void hearsTheTargetOnlyIfTheDoorHasOne() {
    knocker.at(door().target(INSIDE).build());

    knocker.send(knocker.packet(tcp(7000)).to(INSIDE, false)).knock(tcp(22));
    knocker.send(knocker.packet(tcp(8000)).to(INSIDE, true));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void hearsVisitorsOfAllowedNetworksOnly() {
    IpNetwork allowed = IpNetwork.parse("203.0.113.0/24");
    knocker.at(door().allowing(allowed, IpNetwork.parse("2001:db8::/32")).build());

    knocker.as("203.0.113.255").knock(tcp(7000), tcp(8000));
    knocker.as("203.0.114.0").knock(tcp(7000), tcp(8000));
    knocker.as("2001:db8::1").knock(tcp(7000), tcp(8000));

    assertThat(knocker.heard.opened)
        .extracting(grant -> grant.visitor().toString())
        .containsExactly("203.0.113.255", "2001:db8::1");
  }

  @Test
  void hearsNoOtherProtocolThanTheDoorUses() {
    knocker.at(door().build());

    knocker.knock(tcp(7000), udp(22), udp(7000), tcp(8000));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void doesNotHearIgnoredPorts() {
    knocker.at(door().ignoring(tcp(443), udp(53)).build());

    knocker.knock(tcp(7000), tcp(443), tcp(8000));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void hearsNoPortsBesidesKnocksWhereTheDoorDoesNot() {
    knocker.at(door().scope(Scope.KNOCK_PORTS).build());

    knocker.knock(tcp(7000), tcp(22), udp(8000), tcp(8000));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  @Test
  void hearsTheKnocksOfOtherDoorsEvenWhereItHearsNoOtherPorts() {
    Door other = Door.named("other").knock(udp(9000)).knock(tcp(9000)).build();
    knocker.at(door().scope(Scope.KNOCK_PORTS).build(), other);

    knocker.knock(tcp(7000), udp(9000), tcp(8000));

    assertThat(knocker.heard.openedDoors()).isEmpty();
  }

  @Test
  void hearsTheKnocksOfOtherDoorsOnlyWithTheirFlags() {
    Door wide = door().scope(Scope.KNOCK_PORTS).flags(TcpFlags.ANY).build();
    Door other = Door.named("other").knock(tcp(9000)).knock(tcp(9001)).build();
    knocker.at(wide, other).knock(tcp(7000));

    knocker.send(knocker.packet(tcp(9000)).withFlags(ACK.bit())).knock(tcp(8000));

    assertThat(knocker.heard.openedDoors()).containsExactly("door");
  }

  private static Door.Builder door() {
    return Door.named("door").knock(tcp(7000)).knock(tcp(8000));
  }
}
