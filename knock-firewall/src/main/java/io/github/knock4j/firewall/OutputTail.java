// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Remembers the last bytes of a stream, as a ring. Not thread-safe. */
final class OutputTail {

  /** Bytes that are remembered. */
  static final int LONGEST = 2_048;

  private final byte[] ring = new byte[LONGEST];
  private long total;

  void add(byte[] bytes, int count) {
    for (int i = Math.max(0, count - LONGEST); i < count; i++) {
      ring[(int) ((total + i) % LONGEST)] = bytes[i];
    }
    total += count;
  }

  /** The last bytes as printable text, without blank lines, lines parted by a line feed. */
  String text() {
    int count = (int) Math.min(total, LONGEST);
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = ring[(int) ((total - count + i) % LONGEST)];
    }
    return new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .map(Printable::of)
        .collect(Collectors.joining("\n"));
  }
}
