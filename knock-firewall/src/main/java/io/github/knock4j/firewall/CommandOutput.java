// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Reads what a command prints, on one daemon thread that ends with the command.
 *
 * <p>It asks what is there instead of waiting in a read: a child that outlives the command and
 * still holds the pipe would keep such a read, and its thread, for as long as it lives. While the
 * command is silent, the pauses grow to 50 ms; its exit wakes the thread at once. What is in
 * the pipes then is read, so nothing that was printed before it is missed, and nothing after it is
 * waited for.
 */
final class CommandOutput {

  private static final long SHORTEST_PAUSE_MS = 1;
  private static final long LONGEST_PAUSE_MS = 50;

  private final Process process;
  private final OutputSink out;
  private final OutputSink err;
  private final OutputTail tail = new OutputTail();
  private final byte[] buffer = new byte[8_192];
  private final Thread reader = new Thread(this::read, "knock4j-command-output");

  private CommandOutput(Process process, OutputSink out, OutputSink err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Begins to read; both streams are handed over on the reader's thread. */
  static CommandOutput of(Process process, OutputSink out, OutputSink err) {
    CommandOutput output = new CommandOutput(process, out, err);
    output.reader.setDaemon(true);
    output.reader.start();
    return output;
  }

  /**
   * Waits until everything is read, which is right after the command's exit.
   *
   * @return false if it is not: something that outlived the command prints without a pause
   */
  boolean await(Duration limit) throws InterruptedException {
    reader.join(limit.toMillis());
    return !reader.isAlive();
  }

  /** The end of what came on stderr. Only once {@link #await} was true; empty before. */
  String errorTail() {
    return reader.isAlive() ? "" : tail.text();
  }

  private void read() {
    try (InputStream stdout = process.getInputStream();
        InputStream stderr = process.getErrorStream()) {
      long pauseMs = SHORTEST_PAUSE_MS;
      boolean exited;
      do {
        // The question comes before the reading: what is read last was read after the exit.
        exited = !process.isAlive();
        boolean found = readAvailable(stdout, out) | readAvailable(stderr, err);
        if (found) {
          pauseMs = SHORTEST_PAUSE_MS;
        } else if (!exited) {
          process.waitFor(pauseMs, TimeUnit.MILLISECONDS);
          pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
        }
      } while (!exited);
      out.end();
      err.end();
    } catch (IOException | InterruptedException e) {
      // Nobody interrupts this thread, and a pipe that cannot be read has nothing more to tell.
    }
  }

  /** Reads what is there now; what is printed meanwhile is left to the next time. */
  private boolean readAvailable(InputStream stream, OutputSink sink) throws IOException {
    int there = stream.available();
    for (int left = there; left > 0; ) {
      int count = stream.read(buffer, 0, Math.min(left, buffer.length));
      if (count < 0) {
        break; // the JDK has closed the pipe meanwhile
      }
      left -= count;
      sink.add(buffer, count);
      if (sink == err) {
        tail.add(buffer, count);
      }
    }
    return there > 0;
  }
}
