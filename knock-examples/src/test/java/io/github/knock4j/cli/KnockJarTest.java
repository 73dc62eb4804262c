// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnockJarTest {

  private final Console console = new Console();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "open sesame",
        "--no-such-option",
        "demo --no-such-option",
        "demo x",
        "knockd -X",
        "knockd x",
        "watch x",
        "watch --no-such-option",
        "watch --demo --for 0",
        "watch --demo --for soon",
        "watch --demo --top 513",
        "watch --demo --visitor nobody"
      })
  void answersWhatItDoesNotUnderstandWithUsageAndStatusTwo(String line) {
    int status = console.run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(status).isEqualTo(2);
    assertThat(console.err()).contains("Usage: knock.jar");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void explainsItselfWhenAsked() {
    assertThat(console.run("--help")).isZero();

    assertThat(console.out()).contains("Usage: knock.jar", "demo", "knock", "pktables", "watch");
    assertThat(console.err()).isEmpty();
  }

  @Test
  void watchesNothingThatItCannotReadOrHear() {
    assertThat(console.run("watch", "-c", "/no/such.conf")).isEqualTo(1);

    assertThat(console.err().lines())
        .containsExactly("watch: /no/such.conf: cannot be read: no such file");
  }

  /** As with getopt_long(3): people add an option to those that a script has. */
  @Test
  void takesTheLastOfAnOptionThatIsGivenMoreThanOnce() {
    int status = console.run("knockd", "-v", "-c", "/no/first.conf", "-vc", "/no/last.conf");

    assertThat(status).isEqualTo(1);
    assertThat(console.err().lines())
        .containsExactly("knockd: /no/last.conf: cannot be read: no such file");
  }
}
