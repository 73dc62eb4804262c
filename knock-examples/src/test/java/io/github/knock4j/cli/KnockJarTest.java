// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnockJarTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(strings = {"", "open sesame", "--no-such-option", "demo --no-such-option", "demo x"})
  void answersWhatItDoesNotUnderstandWithUsageAndStatusTwo(String line) {
    int status = run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: knock.jar");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void explainsItselfWhenAsked() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString()).contains("Usage: knock.jar", "demo");
    assertThat(err.toString()).isEmpty();
  }

  private int run(String... args) {
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    System.setOut(new PrintStream(out, true));
    System.setErr(new PrintStream(err, true));
    try {
      return KnockJar.run(args);
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }
}
