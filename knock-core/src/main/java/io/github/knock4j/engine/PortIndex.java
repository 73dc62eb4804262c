// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds who uses a port: a hash table with open addressing, never more than half full, so that a
 * packet to a port that nobody uses is turned away after about one look.
 */
final class PortIndex {

  private static final int FIBONACCI = 0x9e37_79b9;

  private final int[] codes;
  private final @Nullable PortUse[] uses;
  private final int shift;
  private final int mostOnOnePort;

  PortIndex(Map<Integer, List<Lock>> users) {
    int bits = 33 - Integer.numberOfLeadingZeros(Math.max(4, users.size()) - 1);
    shift = 32 - bits;
    codes = new int[1 << bits];
    uses = new @Nullable PortUse[1 << bits];
    mostOnOnePort = users.values().stream().mapToInt(List::size).max().orElse(0);
    users.forEach((code, locks) -> {
      int at = slot(code);
      codes[at] = code;
      uses[at] = new PortUse(code, locks);
    });
  }

  @Nullable
  PortUse get(int code) {
    return uses[slot(code)];
  }

  int mostOnOnePort() {
    return mostOnOnePort;
  }

  /** Where the code stands, or the empty place where it would. Code 0 is no port. */
  private int slot(int code) {
    int at = code * FIBONACCI >>> shift;
    while (codes[at] != code && codes[at] != 0) {
      at = at + 1 & codes.length - 1;
    }
    return at;
  }
}
