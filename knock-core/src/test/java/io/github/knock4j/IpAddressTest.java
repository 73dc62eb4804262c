// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    // RFC 5952 sections 1, 2 and 4
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8::1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:0:1::1, 2001:db8::1:0:0:1",
    "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
    "2001:db8:0:0:0::1, 2001:db8::1",
    "2001:0db8::0001, 2001:db8::1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
    // both ends of what "::" can stand for
    "::, ::",
    "0:0:0:0:0:0:0:0, ::",
    "::1, ::1",
    "1::, 1::",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    // RFC 4291 section 2.2, third form
    "::13.1.68.3, ::d01:4403",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "1:2:3:4:5:6:192.0.2.1, 1:2:3:4:5:6:c000:201",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::ffff:c000:201, 192.0.2.1",
    "192.0.2.1, 192.0.2.1",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255"
  })
  void printsWhatItReadsInCanonicalForm(String text, String canonical) {
    assertThat(IpAddress.parse(text)).hasToString(canonical);
    assertThat(IpAddress.parse(canonical)).isEqualTo(IpAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        ":",
        ":::",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "256.1.1.1",
        "1.2.3.1000",
        "01.2.3.4",
        "1.2.3.00",
        "0x1.2.3.4",
        "1.2.3.-4",
        "+1.2.3.4",
        " 1.2.3.4",
        "1.2.3.4 ",
        "1.2.3.4\n",
        "1.2.3.4/32",
        "١.2.3.4",
        "localhost",
        "example.org",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1::2::3",
        ":1::2",
        "1::2:",
        "1:2:3:4:5:6:7:",
        ":1:2:3:4:5:6:7",
        "12345::",
        "g::",
        "::+1",
        "::-1",
        "::１",
        "fe80::1%eth0",
        "fe80::1%1",
        "[::1]",
        "::1.2.3",
        "::1.2.3.256",
        "::1.2.3.4:5",
        "1.2.3.4::",
        "1.2.3.4::5",
        "1:2.3.4.5::6",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1/128",
        "0000:0000:0000:0000:0000:0000:255.255.255.2555"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> IpAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an IP address: '");
  }

  @Test
  void showsOnlyPlainCharactersOfWhatItRefuses() {
    assertThatThrownBy(() -> IpAddress.parse("a\nb\u001b[31m" + "x".repeat(1000)))
        .hasMessageStartingWith("not an IP address: 'a?b?[31m")
        .message()
        .hasSizeLessThan(100);
  }

  @Test
  void agreesWithJavaOnRandomAddresses() throws Exception {
    Random random = new Random(5952);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int zeros = random.nextInt(bytes.length); zeros > 0; zeros--) {
        bytes[random.nextInt(bytes.length)] = 0;
      }
      InetAddress java = InetAddress.getByAddress(bytes);

      IpAddress address = IpAddress.of(java);

      assertThat(address.toBytes()).isEqualTo(java.getAddress());
      assertThat(address.toInetAddress()).isEqualTo(java);
      assertThat(IpAddress.parse(java.getHostAddress())).isEqualTo(address);
      assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
      assertThat(InetAddress.getByName(address.toString())).isEqualTo(java);
      assertThat(IpAddress.ofBits(address.high(), address.low())).isEqualTo(address);
    }
  }

  @Test
  void holdsIpv4InItsMappedForm() {
    IpAddress address = IpAddress.parse("192.0.2.1");

    assertThat(address.isIpv4()).isTrue();
    assertThat(address.high()).isZero();
    assertThat(address.low()).isEqualTo(0xffff_c000_0201L).isEqualTo(IpAddress.mapped(0xc000_0201));
    assertThat(IpAddress.parse("::192.0.2.1").isIpv4()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5, 15, 17})
  void refusesOtherNumbersOfBytes(int count) {
    assertThatThrownBy(() -> IpAddress.ofBytes(new byte[count]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an IP address has 4 or 16 bytes: " + count);
  }

  @Test
  void sortsIpv4BeforeIpv6AndBothByTheirUnsignedValue() {
    Stream<String> texts = Stream.of(
        "0.0.0.0", "9.9.9.9", "10.0.0.0", "255.0.0.0", "::", "::1", "2001:db8::", "ff02::1");

    assertThat(texts.map(IpAddress::parse)).isSorted();
  }

  @Test
  void leavesTheScopeIdOfAJavaAddressBehind() throws Exception {
    byte[] linkLocal = IpAddress.parse("fe80::1").toBytes();

    InetAddress scoped = java.net.Inet6Address.getByAddress("somewhere", linkLocal, 7);

    assertThat(IpAddress.of(scoped)).hasToString("fe80::1");
  }
}
