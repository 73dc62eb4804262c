// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {

  private static Door.Builder ssh() {
    return Door.named("ssh").knock(tcp(7001)).knock(udp(8002)).knock(tcp(9003));
  }

  @Test
  void isStrictAndOpensOnceUnlessToldOtherwise() {
    Door door = ssh().build();

    assertThat(door.name()).isEqualTo("ssh");
    assertThat(door.knocks()).containsExactly(tcp(7001), udp(8002), tcp(9003));
    assertThat(door.window()).isEqualTo(ofSeconds(10));
    assertThat(door.lease()).isEqualTo(ZERO);
    assertThat(door.hasLease()).isFalse();
    assertThat(door.cooldown()).isEqualTo(door.window());
    assertThat(door.flags()).isEqualTo(TcpFlags.NEW_CONNECTION);
    assertThat(door.scope()).isEqualTo(Scope.EVERY_PORT);
    assertThat(door.ignored()).isEmpty();
    assertThat(door.allowed()).isEmpty();
    assertThat(door.target()).isNull();
  }

  @Test
  void hasNoCooldownIfItHasALease() {
    Door door = ssh().openFor(ofMinutes(10)).build();

    assertThat(door.hasLease()).isTrue();
    assertThat(door.cooldown()).isEqualTo(ZERO);
    assertThat(ssh().openFor(ofMinutes(10)).cooldown(ZERO).build()).isEqualTo(door);
  }

  @Test
  void takesTheCooldownItIsGiven() {
    assertThat(ssh().cooldown(ZERO).build().cooldown()).isEqualTo(ZERO);
    assertThat(ssh().cooldown(ofDays(1)).build().cooldown()).isEqualTo(ofDays(1));
    assertThat(ssh().within(ofSeconds(3)).build().cooldown()).isEqualTo(ofSeconds(3));
  }

  static Stream<Arguments> wrongTimes() {
    return Stream.of(
        wrongTime("window", Door.Builder::within, ZERO, "1 day: PT0S"),
        wrongTime("window", Door.Builder::within, ofNanos(-1), "1 day: PT-0.000000001S"),
        wrongTime(
            "window", Door.Builder::within, ofDays(1).plusNanos(1), "1 day: PT24H0.000000001S"),
        wrongTime("lease", Door.Builder::openFor, ZERO, "365 days: PT0S"),
        wrongTime("lease", Door.Builder::openFor, ofSeconds(-1), "365 days: PT-1S"),
        wrongTime("lease", Door.Builder::openFor, ofDays(366), "365 days: PT8784H"),
        wrongTime("cooldown", Door.Builder::cooldown, ofSeconds(-1), "1 day: PT-1S"),
        wrongTime("cooldown", Door.Builder::cooldown, ofDays(2), "1 day: PT48H"));
  }

  private interface Setter {
    Door.Builder set(Door.Builder builder, Duration value);
  }

  private static Arguments wrongTime(String what, Setter setter, Duration value, String bound) {
    String message = what + " of door 'ssh' must be more than zero and at most " + bound;
    UnaryOperator<Door.Builder> setting = builder -> setter.set(builder, value);
    return arguments(message, setting);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongTimes")
  void refusesATimeOutOfRangeAtOnce(String message, UnaryOperator<Door.Builder> setting) {
    assertThatThrownBy(() -> setting.apply(ssh()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> wrongDoors() {
    return Stream.of(
        wrongDoor(Door.named("ssh"), "must have 1..32 knocks, has 0"),
        wrongDoor(
            Door.named("ssh").knocks(Collections.nCopies(33, tcp(7001))),
            "must have 1..32 knocks, has 33"),
        wrongDoor(
            ssh().scope(Scope.KNOCK_PORTS).ignoring(tcp(443)),
            "ignores ports, but only Scope.EVERY_PORT hears ports besides knocks"),
        wrongDoor(ssh().ignoring(tcp(443), udp(8002)), "ignores a port that it has a knock for"),
        wrongDoor(
            ssh().openFor(ofMinutes(1)).cooldown(ofSeconds(1)),
            "has a lease, which a repeated sequence renews: a cooldown has no place"));
  }

  private static Arguments wrongDoor(Door.Builder builder, String what) {
    return arguments("door 'ssh' " + what, builder);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongDoors")
  void refusesContradictionsWhenItIsBuilt(String message, Door.Builder builder) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
  }

  @Test
  void takesOneKnockAndThirtyTwo() {
    assertThat(Door.named("one").knock(tcp(1)).build().knocks()).hasSize(1);
    assertThat(Door.named("many")
            .knocks(Collections.nCopies(32, udp(65_535)))
            .build()
            .knocks())
        .hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ssh", "ssh ", "s\nsh", "s\u0000sh", "s\u202esh", "s\u2028sh", "\ud83d"})
  void refusesANameThatDoesNotPrintAsItself(String name) {
    assertThatThrownBy(() -> Door.named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("door name must be printable characters without space at its ends")
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesANameThatIsEmptyOrTooLong() {
    assertThat(Door.named("x".repeat(64))).isNotNull();
    assertThatThrownBy(() -> Door.named("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("door name must have 1..64 characters: 65");
    assertThatThrownBy(() -> Door.named(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("door name must have 1..64 characters: 0");
  }

  @Test
  void keepsItsSequenceToItself() {
    Door door = ssh().ignoring(tcp(4443)).build();

    assertThat(door.toString())
        .contains("ssh", "knocks=3")
        .doesNotContain("7001", "8002", "9003", "4443");
  }

  @Test
  void allowsEveryoneUnlessNetworksAreNamed() {
    IpAddress inside = IpAddress.parse("10.1.2.3");
    IpAddress outside = IpAddress.parse("2001:db8::1");
    Door open = ssh().build();
    Door closed = ssh()
        .allowing(IpNetwork.parse("192.0.2.0/24"), IpNetwork.parse("10.0.0.0/8"))
        .build();

    assertThat(open.allows(outside.high(), outside.low())).isTrue();
    assertThat(closed.allows(inside.high(), inside.low())).isTrue();
    assertThat(closed.allows(outside.high(), outside.low())).isFalse();
  }

  static List<Door> oneThingApart() {
    return List.of(
        ssh().build(),
        Door.named("web").knocks(ssh().build().knocks()).build(),
        ssh().knock(tcp(1)).build(),
        ssh().within(ofSeconds(9)).build(),
        ssh().openFor(ofSeconds(9)).build(),
        ssh().cooldown(ofSeconds(9)).build(),
        ssh().flags(TcpFlags.ANY).build(),
        ssh().scope(Scope.KNOCK_PORTS).build(),
        ssh().ignoring(tcp(443)).build(),
        ssh().allowing(IpNetwork.parse("10.0.0.0/8")).build(),
        ssh().target(IpAddress.parse("192.0.2.1")).build());
  }

  @Test
  void isEqualWhenAllItsFactsAre() {
    List<Door> doors = oneThingApart();

    assertThat(doors).doesNotHaveDuplicates().isEqualTo(oneThingApart());
    assertThat(doors).extracting(Door::hashCode).isEqualTo(hashCodes(oneThingApart()));
  }

  private static List<Integer> hashCodes(List<Door> doors) {
    return doors.stream().map(Door::hashCode).toList();
  }

  @Test
  void doesNotChangeWithItsBuilder() {
    Door.Builder builder = ssh();
    Door door = builder.build();

    builder.knock(tcp(1)).within(ofSeconds(1));

    assertThat(door).isEqualTo(ssh().build());
    assertThatThrownBy(() -> door.knocks().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void changesItsSequenceAndNothingElse() {
    Door door = ssh()
        .within(ofSeconds(3))
        .cooldown(ofSeconds(4))
        .flags(TcpFlags.ANY)
        .ignoring(tcp(443))
        .allowing(IpNetwork.parse("192.0.2.0/24"))
        .target(IpAddress.parse("192.0.2.1"))
        .build();

    Door changed = door.withKnocks(List.of(udp(1)));

    assertThat(changed.knocks()).containsExactly(udp(1));
    assertThat(changed).isNotEqualTo(door);
    assertThat(changed.withKnocks(door.knocks())).isEqualTo(door);
    assertThatThrownBy(() -> door.withKnocks(List.of(tcp(443))))
        .hasMessage("door 'ssh' ignores a port that it has a knock for");
  }
}
