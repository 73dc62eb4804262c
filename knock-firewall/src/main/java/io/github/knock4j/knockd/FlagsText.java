// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.TcpFlags;
import io.github.knock4j.TcpFlags.Flag;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads {@code syn,!ack}. */
final class FlagsText {

  private static final Pattern COMMA = Pattern.compile(",");

  private FlagsText() {}

  /**
   * The flags so far, and those of this text; of two that contradict each other the last one counts,
   * as in knockd.
   *
   * @throws IllegalArgumentException if a name is no flag
   */
  static TcpFlags parse(TcpFlags sofar, String text) {
    int set = sofar.set();
    int clear = sofar.clear();
    for (String part : COMMA.split(text, -1)) {
      String name = part.strip();
      boolean isClear = name.startsWith("!");
      int bit = flag(isClear ? name.substring(1) : name).bit();
      set = isClear ? set & ~bit : set | bit;
      clear = isClear ? clear | bit : clear & ~bit;
    }
    return new TcpFlags(set, clear);
  }

  private static Flag flag(String name) {
    for (Flag flag : Flag.values()) {
      if (flag.name().equals(name.toUpperCase(Locale.ROOT))) {
        return flag;
      }
    }
    throw new IllegalArgumentException(
        "tcpflags must be fin, syn, rst, psh, ack or urg, parted by commas, each with ! before it if it"
            + " must be clear: " + Shown.word(name));
  }
}
