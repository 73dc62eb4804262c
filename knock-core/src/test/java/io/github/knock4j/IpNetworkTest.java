// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworkTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
    "192.0.2.128/25, 192.0.2.128, 192.0.2.255, 192.0.2.127, 192.0.3.0",
    "192.0.2.7, 192.0.2.7, 192.0.2.7, 192.0.2.6, 192.0.2.8",
    "2001:db8::/32, 2001:db8::, 2001:db8:ffff:ffff::1, 2001:db7:ffff::, 2001:db9::",
    "2001:db8:0:1::/64, 2001:db8:0:1::, 2001:db8:0:1:ffff::, 2001:db8::, 2001:db8:0:2::",
    "2001:db8::4/126, 2001:db8::4, 2001:db8::7, 2001:db8::3, 2001:db8::8",
    "::1, ::1, ::1, ::, ::2",
    "0.0.0.0/0, 0.0.0.0, 255.255.255.255, ::, ::1",
    "::/0, ::, ffff::, 0.0.0.0, 192.0.2.1"
  })
  void endsWhereItsPrefixSays(
      String text, String first, String last, String before, String behind) {
    IpNetwork network = IpNetwork.parse(text);

    assertThat(network.contains(IpAddress.parse(first))).isTrue();
    assertThat(network.contains(IpAddress.parse(last))).isTrue();
    assertThat(network.contains(IpAddress.parse(before))).isFalse();
    assertThat(network.contains(IpAddress.parse(behind))).isFalse();
  }

  @Test
  void agreesWithArithmeticOnEveryPrefixLength() {
    Random random = new Random(4632);
    for (int i = 0; i < 20_000; i++) {
      byte[] one = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(one);
      int bits = one.length * 8;
      int prefix = random.nextInt(bits + 1);
      byte[] other = one.clone();
      int flipped = random.nextInt(bits);
      other[flipped / 8] ^= (byte) (0x80 >>> flipped % 8);

      IpNetwork network = IpNetwork.of(IpAddress.ofBytes(masked(one, prefix)), prefix);

      assertThat(network.contains(IpAddress.ofBytes(one))).isTrue();
      assertThat(network.contains(IpAddress.ofBytes(other))).isEqualTo(flipped >= prefix);
    }
  }

  private static byte[] masked(byte[] bytes, int prefix) {
    int behind = bytes.length * 8 - prefix;
    BigInteger value = new BigInteger(1, bytes).shiftRight(behind).shiftLeft(behind);
    byte[] masked = new byte[bytes.length];
    for (int i = 0; i < masked.length; i++) {
      masked[i] = value.shiftRight((masked.length - 1 - i) * 8).byteValue();
    }
    return masked;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/a",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/33",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/0008",
        "10/8",
        "::/129",
        "::/1000",
        "host/8",
        "10.0.0.0/٨",
        "10.0.0.0/8 "
      })
  void refusesWhatIsNoNetwork(String text) {
    assertThatThrownBy(() -> IpNetwork.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesBitsBehindItsPrefix() {
    assertThatThrownBy(() -> IpNetwork.parse("10.0.0.1/8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("network has bits set behind its prefix: 10.0.0.1/8");
  }

  @Test
  void namesTheBoundOfAPrefixLength() {
    assertThatThrownBy(() -> IpNetwork.parse("10.0.0.0/33"))
        .hasMessage("prefix length of 10.0.0.0 must be 0..32: 33");
    assertThatThrownBy(() -> IpNetwork.of(IpAddress.parse("::"), -1))
        .hasMessage("prefix length of :: must be 0..128: -1");
  }

  @Test
  void isEqualWhenAddressAndPrefixAre() {
    IpNetwork network = IpNetwork.parse("10.0.0.0/8");

    assertThat(network)
        .isEqualTo(IpNetwork.parse("10.0.0.0/8"))
        .hasSameHashCodeAs(IpNetwork.parse("10.0.0.0/8"))
        .isNotEqualTo(IpNetwork.parse("10.0.0.0/9"))
        .isNotEqualTo(IpNetwork.parse("11.0.0.0/8"))
        .hasToString("10.0.0.0/8");
    assertThat(IpNetwork.parse("::1")).hasToString("::1/128");
  }
}
