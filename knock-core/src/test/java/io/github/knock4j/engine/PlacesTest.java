// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of a pair: everything, though its words share their bits. */
class PlacesTest {

  private static final String VISITOR = "2001:db8:a5a5:1234:8765:4321:f0f0:ffff";
  private static final int DOOR = 2047;

  private final Places places = new Places(3, 0);
  private final int place;

  PlacesTest() {
    places.renew(4);
    place = places.firstOf(2) + 5;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "255.255.255.255",
        "203.0.113.7",
        "128.0.0.1",
        "::",
        "::1",
        "1::",
        "::ffff:0:0:0",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "1::ffff:203.0.113.7",
        VISITOR
      })
  void givesBackTheAddress(String text) {
    IpAddress address = IpAddress.parse(text);

    occupy(address);
    places.stage(place, 31);
    places.heard(place, 0xffff, -1);

    assertThat(places.high(place)).isEqualTo(address.high());
    assertThat(places.low(place)).isEqualTo(address.low());
    assertThat(places.isOf(place, address.high(), address.low())).isTrue();
    assertThat(places.isOfPrefix(place, address.high())).isEqualTo(!address.isIpv4());
  }

  @Test
  void givesBackAnyAddress() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      IpAddress address = IpAddress.ofBits(random.nextLong(), random.nextLong());

      occupy(address);

      assertThat(places.high(place)).isEqualTo(address.high());
      assertThat(places.low(place)).isEqualTo(address.low());
    }
  }

  @ParameterizedTest(name = "bit {0}")
  @CsvSource({"0, 16", "15, 31", "16, 32", "31, 47", "32, 48", "47, 63"})
  void tellsAddressesApartThatHaveOneTag(int bit, int other) {
    IpAddress address = IpAddress.parse(VISITOR);
    long twoBits = 1L << bit | 1L << other;
    occupy(address);

    assertThat(places.isOf(place, address.high() ^ twoBits, address.low())).isFalse();
    assertThat(places.isOf(place, address.high(), address.low() ^ twoBits)).isFalse();
    assertThat(places.isOfPrefix(place, address.high() ^ twoBits)).isFalse();
    assertThat(places.isOfPrefix(place, address.high())).isTrue();
  }

  @ParameterizedTest(name = "bit {0}")
  @ValueSource(ints = {0, 15, 16, 31, 32, 47, 48, 63})
  void tellsAddressesApartThatDifferInOneBit(int bit) {
    IpAddress address = IpAddress.parse(VISITOR);
    occupy(address);

    assertThat(places.isOf(place, address.high() ^ 1L << bit, address.low())).isFalse();
    assertThat(places.isOf(place, address.high(), address.low() ^ 1L << bit)).isFalse();
    assertThat(places.isOfPrefix(place, address.high() ^ 1L << bit)).isFalse();
  }

  @Test
  void tellsIpv4FromIpv6OfTheSameTag() {
    IpAddress ipv4 = IpAddress.parse("0.1.0.2");
    IpAddress ipv6 = IpAddress.parse("::1:0:0:0:2");

    occupy(ipv4);
    assertThat(places.isOf(place, ipv6.high(), ipv6.low())).isFalse();

    places.vacate(place);
    occupy(ipv6);
    assertThat(places.isOf(place, ipv4.high(), ipv4.low())).isFalse();
  }

  @Test
  void tellsAnIpv4VisitorFromTheIpv6OneWhoHadThePlace() {
    IpAddress ipv6 = IpAddress.parse("::1:0:ffff:1:fffc"); // its words are those of the next one
    occupy(ipv6);
    places.vacate(place);

    occupy(IpAddress.parse("0.1.0.2"));

    assertThat(places.isOf(place, ipv6.high(), ipv6.low())).isFalse();
  }

  @Test
  void leavesNoPrefixToAnIpv4VisitorInThePlaceOfAnIpv6One() {
    IpAddress ipv6 = IpAddress.parse("::1:0:0:0:2");
    occupy(ipv6);
    places.vacate(place);
    assertThat(places.isOfPrefix(place, ipv6.high())).isFalse();

    occupy(IpAddress.parse("0.1.0.2"));

    assertThat(places.isOfPrefix(place, ipv6.high())).isFalse();
  }

  @Test
  void findsNobodyInAnEmptyPlace() {
    long zero = IpAddress.mapped(0);
    assertThat(places.isOf(place, 0, zero)).isFalse();
    assertThat(places.isOf(place, 0, 0)).isFalse();
    assertThat(places.isOfPrefix(place, 0)).isFalse();

    occupy(IpAddress.ofBits(0, zero));
    places.vacate(place);

    assertThat(places.isOf(place, 0, zero)).isFalse();
  }

  @ParameterizedTest(name = "{0} at {1} ns")
  @CsvSource({
    "203.0.113.7, 0", "203.0.113.7, -1", "203.0.113.7, 9223372036854775807",
    "203.0.113.7, -9223372036854775808", "1::1, 0", "1::1, -1",
    "1::1, 9223372036854775807", "1::1, -9223372036854775808"
  })
  void knowsHowOldItIs(String visitor, long nowNs) {
    IpAddress address = IpAddress.parse(visitor);
    places.occupy(place, address.high(), address.low(), DOOR, nowNs);

    assertThat(places.ageNs(place, nowNs)).isZero();
    assertThat(places.ageNs(place, nowNs + 1)).isEqualTo(1);
    assertThat(places.ageNs(place, nowNs - 1)).isEqualTo(-1);
    assertThat(places.ageNs(place, nowNs + (1L << 62) - 1)).isEqualTo((1L << 62) - 1);

    places.timeNs(place, nowNs + 100);

    assertThat(places.ageNs(place, nowNs + 107)).isEqualTo(7);
    assertThat(places.isOf(place, address.high(), address.low())).isTrue();
  }

  @Test
  void keepsDoorStageAndLastPacketApart() {
    occupy(IpAddress.parse(VISITOR));
    assertThat(places.door(place)).isEqualTo(DOOR);
    assertThat(places.stage(place)).isZero();
    assertThat(places.heardLast(place, 0, 0)).isTrue();

    places.stage(place, 17);
    places.heard(place, 40_000, 0x8000_0001);

    assertThat(places.door(place)).isEqualTo(DOOR);
    assertThat(places.stage(place)).isEqualTo(17);
    assertThat(places.heardLast(place, 40_000, 0x8000_0001)).isTrue();
    assertThat(places.heardLast(place, 40_001, 0x8000_0001)).isFalse();
    assertThat(places.heardLast(place, 40_000, 0x8000_0000)).isFalse();

    places.stage(place, 3);
    places.heard(place, 1, 2);

    assertThat(places.stage(place)).isEqualTo(3);
    assertThat(places.heardLast(place, 1, 2)).isTrue();
    assertThat(places.low(place)).isEqualTo(IpAddress.parse(VISITOR).low());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void keepsDoorAndStageThoughAViewAnswersWhatIsNoPort(int sourcePort) {
    occupy(IpAddress.parse(VISITOR));
    places.stage(place, 2);

    places.heard(place, sourcePort, 7);

    assertThat(places.door(place)).isEqualTo(DOOR);
    assertThat(places.stage(place)).isEqualTo(2);
  }

  @Test
  void walksPastEveryPlaceOnce() {
    for (int step = 0; step < places.capacity(); step++) {
      int here = places.place(step);
      assertThat(places.isEmpty(here)).isTrue();
      places.occupy(here, step, ~step, 1 + step, step);
    }

    assertThat(places.capacity()).isEqualTo(32);
    for (int step = 0; step < places.capacity(); step++) {
      int here = places.place(step);
      assertThat(here).isEqualTo(places.firstOf(step / 8) + step % 8);
      assertThat(places.isOf(here, step, ~step)).isTrue();
      assertThat(places.door(here)).isEqualTo(1 + step);
      assertThat(places.ageNs(here, 100)).isEqualTo(100 - step);
    }
  }

  private void occupy(IpAddress address) {
    places.occupy(place, address.high(), address.low(), DOOR, 0);
  }
}
