// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** Runs a command of the jar in this JVM, and keeps what it prints. */
final class Console {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  int run(String... args) {
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

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
