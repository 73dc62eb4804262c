// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a command's stdin, on a daemon thread: a command that does not read must not hold its
 * caller beyond the time limit. The thread ends when all is written, or when nobody is left who
 * could read it.
 */
final class CommandInput {

  private CommandInput() {}

  /** Begins to write the text as UTF-8; the stream is closed behind it. */
  static void feed(Process process, String text) {
    Thread writer = new Thread(() -> write(process, text), "knock4j-command-input");
    writer.setDaemon(true);
    writer.start();
  }

  private static void write(Process process, String text) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading all of it; whether that is a failure, its exit status says.
    }
  }
}
