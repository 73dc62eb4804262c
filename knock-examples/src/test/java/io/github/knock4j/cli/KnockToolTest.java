// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Its options, on loopback. */
class KnockToolTest {

  private final Console console = new Console();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "knock -v -u -d 1 127.0.0.1 PORT",
        "knock -vud1 127.0.0.1 PORT:tcp",
        "knock 127.0.0.1 PORT:udp --verbose",
        "knock 127.0.0.1 -v PORT:udp",
        "knock --del=1 -4 --verb -- 127.0.0.1 PORT:udp"
      })
  void takesOptionsTogetherAndAnywhereAsKnocksClientDoes(String line) throws IOException {
    try (DatagramSocket listening = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      String port = "" + listening.getLocalPort();

      assertThat(console.run(line.replace("PORT", port).split(" "))).isZero();

      assertThat(console.out().lines()).containsExactly("hitting udp 127.0.0.1:" + port);
      DatagramPacket knock = new DatagramPacket(new byte[9], 9);
      listening.setSoTimeout(5_000);
      listening.receive(knock);
      assertThat(knock.getLength()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1 70000               | port must be 1..65535: '70000'",
        "127.0.0.1 0                   | port must be 1..65535: '0'",
        "127.0.0.1 ssh                 | port must be 1..65535: 'ssh'",
        "127.0.0.1 7000:icmp           | protocol must be tcp or udp: 'icmp'",
        "127.0.0.1 7000:               | protocol must be tcp or udp: ''",
        "-d -5 127.0.0.1 7000          | delay must be 0..60000 ms: '-5'",
        "-d x 127.0.0.1 7000           | delay must be 0..60000 ms: 'x'",
        "--verify x 127.0.0.1 7000     | port to verify must be 1..65535: 'x'",
        "--verify 1 --verify-timeout 0 127.0.0.1 7 | verify timeout must be 1..600000 ms: '0'",
        "--verify 1 --retries -1 127.0.0.1 7       | retries must be 0..100: '-1'"
      })
  void refusesValuesThatAreNotAllowedBeforeItKnocks(String line, String complaint) {
    assertThat(console.run(("knock -v " + line).split(" "))).isEqualTo(2);

    assertThat(console.err().lines()).startsWith(complaint);
    assertThat(console.err()).contains("Usage: knock.jar knock");
    assertThat(console.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-4 ::1 7000                   | host '::1' has no IPv4 address",
        "-6 127.0.0.1 7000             | host '127.0.0.1' has no IPv6 address"
      })
  void saysInOneLineWhyItCannotKnock(String line, String complaint) {
    assertThat(console.run(("knock -v " + line).split(" "))).isEqualTo(1);

    assertThat(console.err().lines()).containsExactly("knock: " + complaint);
    assertThat(console.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "knock",
        "knock 127.0.0.1",
        "knock -4 -6 127.0.0.1 7",
        "knock -x 127.0.0.1 7",
        "knock 127.0.0.1 7 -d",
        "knock --retries 1 127.0.0.1 7"
      })
  void answersWhatItDoesNotUnderstandWithUsageAndStatusTwo(String line) {
    assertThat(console.run(line.split(" "))).isEqualTo(2);

    assertThat(console.err()).contains("Usage: knock.jar knock");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void tellsThatThePortAccepts() throws IOException {
    try (ServerSocket service = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      int port = service.getLocalPort();

      assertThat(console.run("knock", "-v", "--verify", "" + port, "127.0.0.1", "9:udp"))
          .isZero();

      assertThat(console.out().lines())
          .containsExactly("hitting udp 127.0.0.1:9", "reached tcp 127.0.0.1:" + port);
    }
  }

  @Test
  void explainsItselfWhenAsked() {
    assertThat(console.run("knock", "--help")).isZero();
    assertThat(console.run("knock", "-V")).isZero();

    assertThat(console.out()).contains("Usage: knock.jar knock", "--verify", "knock4j");
    assertThat(console.err()).isEmpty();
  }
}
