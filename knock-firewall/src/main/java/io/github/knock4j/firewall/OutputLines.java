// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into printable lines, and passes on the first of them. What is beyond the
 * bounds is counted, not decoded, so a flood costs little and keeps nothing. Blank lines are left
 * out. Not thread-safe.
 */
final class OutputLines implements OutputSink {

  /** Lines that are passed on; one more then tells how many were not. */
  static final int MOST_LINES = 200;

  /** Bytes of a line; the rest of it is cut. */
  static final int LONGEST_LINE = 1_000;

  private final Consumer<String> sink;
  private final byte[] line = new byte[LONGEST_LINE];
  private int length; // of the line so far, cut or not, up to one more than its bound
  private long lines;

  OutputLines(Consumer<String> sink) {
    this.sink = sink;
  }

  @Override
  public void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        endLine();
      } else if (length < LONGEST_LINE) {
        line[length++] = bytes[i];
      } else {
        length = LONGEST_LINE + 1;
      }
    }
  }

  /** Passes on a last line that has no line break, and the number of those not passed on. */
  @Override
  public void end() {
    endLine();
    if (lines > MOST_LINES) {
      sink.accept("… and " + (lines - MOST_LINES) + " more lines");
    }
  }

  private void endLine() {
    if (length > 0 && length <= LONGEST_LINE && line[length - 1] == '\r') {
      length--;
    }
    if (length > 0 && ++lines <= MOST_LINES) {
      boolean cut = length > LONGEST_LINE;
      String text = Printable.of(line, Math.min(length, LONGEST_LINE));
      sink.accept(cut ? text + "…" : text);
    }
    length = 0;
  }
}
