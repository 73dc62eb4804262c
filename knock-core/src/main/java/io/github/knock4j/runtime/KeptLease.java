// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.knock4j.IpAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A lease as it is written down for a later process: lines of text under a checksum, which tells a
 * torn or foreign file. No port is in it: a sequence is a password.
 *
 * <pre>
 * knock4j-lease 1
 * door ssh
 * visitor 203.0.113.7
 * lease 600000
 * deadline 2026-01-31T12:10:00Z
 * boot 5f0b-1c2e 812345678
 * crc32c 55986d2e
 * open
 * </pre>
 *
 * <p>The lease is in milliseconds; the boot is followed by the deadline in milliseconds since then.
 * What follows the checksum are marks, the last of which counts: {@code open} once all actions have
 * opened the door, {@code unsure} when they begin to close it.
 *
 * @param door the door's name
 * @param visitor to whom it was opened
 * @param leaseMs how long from the last knock to the deadline
 * @param deadline when it is to be closed
 * @param isOpen whether all actions had opened it, as far as is known
 */
record KeptLease(String door, IpAddress visitor, long leaseMs, Moment deadline, boolean isOpen) {

  static final byte[] OPEN = "open\n".getBytes(UTF_8);
  static final byte[] UNSURE = "unsure\n".getBytes(UTF_8);

  private static final String HEADER = "knock4j-lease 1";
  private static final int LINES = 7;
  private static final long LONGEST_MS = Duration.ofDays(366).toMillis();

  KeptLease {
    if (leaseMs < 0 || leaseMs > LONGEST_MS) {
      throw new IllegalArgumentException("no lease is so long: " + leaseMs + " ms");
    }
  }

  /** The text without any mark. */
  byte[] toBytes() {
    String text = String.join(
            "\n",
            HEADER,
            "door " + door,
            "visitor " + visitor,
            "lease " + leaseMs,
            "deadline " + Instant.ofEpochMilli(deadline.wallMs()),
            "boot " + deadline.boot() + " " + deadline.upMs())
        + "\n";
    return (text + "crc32c " + crc(text) + "\n").getBytes(UTF_8);
  }

  /**
   * Reads what was written.
   *
   * @throws IllegalArgumentException if that is not a whole lease
   */
  static KeptLease parse(byte[] bytes) {
    String[] lines = new String(bytes, UTF_8).split("\n", -1);
    if (!lines[0].equals(HEADER)) {
      throw new IllegalArgumentException("does not begin with '" + HEADER + "'");
    }
    if (lines.length <= LINES) {
      throw new IllegalArgumentException("is cut short");
    }
    String text = String.join("\n", Arrays.copyOf(lines, LINES - 1)) + "\n";
    if (!lines[LINES - 1].equals("crc32c " + crc(text))) {
      throw new IllegalArgumentException("does not match its checksum");
    }
    try {
      String[] boot = value(lines[5], "boot").split(" ", 2);
      long wallMs = Instant.parse(value(lines[4], "deadline")).toEpochMilli();
      return new KeptLease(
          value(lines[1], "door"),
          IpAddress.parse(value(lines[2], "visitor")),
          Long.parseLong(value(lines[3], "lease")),
          new Moment(wallMs, boot[0], Long.parseLong(boot[1])),
          // A mark without line end is torn.
          lines[lines.length - 1].isEmpty() && lines[lines.length - 2].equals("open"));
    } catch (DateTimeException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("is not what this version writes", e);
    }
  }

  /**
   * How long the door may stay open: never longer than by any of the clocks, nor than a whole lease,
   * however they were set meanwhile.
   *
   * @return milliseconds; zero or less if it is to be closed
   */
  long remainingMs(Moment now) {
    return Math.min(leaseMs, deadline.untilMs(now));
  }

  private static String value(String line, String key) {
    if (!line.startsWith(key + " ")) {
      throw new IllegalArgumentException("has no line '" + key + "' where it should");
    }
    return line.substring(key.length() + 1);
  }

  private static String crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
