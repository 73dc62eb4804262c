// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

/**
 * The bounds of an engine's memory. Immutable.
 *
 * <p>With a million attempts or more, a first knock waits for memory more than for anything else.
 * Where Linux grants huge pages on request ({@code madvise} in
 * {@code /sys/kernel/mm/transparent_hugepage/enabled}), the JVM's option
 * {@code -XX:+UseTransparentHugePages} makes that wait about a tenth shorter.
 *
 * @param attempts the most attempts that are tracked at once, 8..16,777,216. The table starts small
 *     and doubles up to the largest power of two that is not more than this. An attempt takes 32
 *     bytes, and 8 more for itself and for each knock at doors that have one knock twice, which are
 *     kept in a table of their own with the same bound. 1,048,576 by default.
 * @param attemptsPerIpv6Prefix the most attempts of visitors that share the first 64 bits of an IPv6
 *     address, 1..65,536: one host can have all addresses of such a block. They share so many
 *     places of the table, or the largest power of two that is not more (save below 8), and the hash
 *     fills those unevenly: of 64, sixteen visitors at once find theirs almost always. The table
 *     starts with at least that size. 64 by default.
 */
public record EngineLimits(int attempts, int attemptsPerIpv6Prefix) {

  private static final int FEWEST_ATTEMPTS = 8;
  private static final int MOST_ATTEMPTS = 1 << 24;
  private static final int MOST_PER_PREFIX = 1 << 16;

  /**
   * Checks the bounds.
   *
   * @param attempts the most attempts
   * @param attemptsPerIpv6Prefix the most attempts of one /64
   * @throws IllegalArgumentException if one is out of its range
   */
  public EngineLimits {
    check("attempts", attempts, FEWEST_ATTEMPTS, MOST_ATTEMPTS);
    check("attempts per IPv6 prefix", attemptsPerIpv6Prefix, 1, MOST_PER_PREFIX);
  }

  /**
   * Bounds that suit a server: 1,048,576 attempts (32 MB when full), 64 per IPv6 /64.
   *
   * @return the defaults
   */
  public static EngineLimits defaults() {
    return new EngineLimits(1 << 20, 64);
  }

  /**
   * The same bounds with another number of attempts.
   *
   * @param attempts 8..16,777,216
   * @return the changed bounds
   * @throws IllegalArgumentException if it is out of range
   */
  public EngineLimits withAttempts(int attempts) {
    return new EngineLimits(attempts, attemptsPerIpv6Prefix);
  }

  /**
   * The same bounds with another number of attempts per IPv6 /64.
   *
   * @param attempts 1..65,536
   * @return the changed bounds
   * @throws IllegalArgumentException if it is out of range
   */
  public EngineLimits withAttemptsPerIpv6Prefix(int attempts) {
    return new EngineLimits(this.attempts, attempts);
  }

  private static void check(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(what + " must be " + least + ".." + most + ": " + value);
    }
  }
}
