// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What it refuses before it touches a firewall; the rest is in {@link PktablesIT}. */
class PktablesTest {

  private final Console console = new Console();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "init ssh --port 0             | port must be 1..65535: '0'",
        "init a;b --port 22            | service name must have 1..25 characters",
        "init a.b --port 22 --nftables | service name must consist of A-Z a-z 0-9 _ -",
        "init ssh --port 22 --log --log-level loud | log level must be one of",
        "init ssh --port 22 --log --log-limit 0/s  | log limit must be one of",
        "init ssh --port 22 --log --log-burst 0    | log burst must be 1..10000: '0'",
        "init ssh --port 22 --log --nftables       | --accept and --log must be without",
        "init ssh --port 22 --accept --nftables    | --accept and --log must be without",
        "list -4 --nftables            | --only-ipv4 must be without --nftables",
        "add localhost --service ssh   | not an IP address: 'localhost'",
        "delete 1.2.3 --service ssh    | not an IP address: '1.2.3'"
      })
  void refusesValuesThatAreNotAllowed(String line, String complaint) {
    assertThat(console.run(("pktables " + line).split(" "))).isEqualTo(2);

    assertThat(console.err()).startsWith(complaint).contains("Usage: knock.jar pktables ");
    assertThat(console.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "open",
        "init",
        "init ssh",
        "init ssh --port 22 --udp --syn",
        "init ssh --port 22 --log-level info",
        "add 203.0.113.7",
        "add --service ssh",
        "remove",
        "list ssh",
        "init ssh --port 22 --no-such-option"
      })
  void answersWhatItDoesNotUnderstandWithUsageAndStatusTwo(String line) {
    assertThat(console.run(("pktables " + line).strip().split(" "))).isEqualTo(2);

    assertThat(console.err()).contains("Usage: knock.jar pktables");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void explainsItselfWhenAsked() {
    assertThat(console.run("pktables", "help")).isZero();
    assertThat(console.run("pktables", "help", "init")).isZero();
    for (String command : List.of("init", "add", "delete", "remove", "list")) {
      assertThat(console.run("pktables", command, "--help")).isZero();
    }

    assertThat(console.out()).contains("init", "add", "delete", "remove", "list", "--log-burst");
    assertThat(console.err()).isEmpty();
  }
}
