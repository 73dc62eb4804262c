// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the kernel logs packets: the LOG target and the limit match of iptables-extensions(8).
 * Immutable; every method answers a changed copy.
 */
public final class PacketLog {

  /** 29 characters fit, and a space follows what the user gives. */
  private static final int LONGEST_PREFIX = 28;

  private static final Pattern LEVEL =
      Pattern.compile("[0-7]|emerg|alert|crit|error|warning|notice|info|debug");
  private static final Pattern LIMIT =
      Pattern.compile("([1-9][0-9]{0,3}|10000)/(s|sec|second|m|min|minute|h|hour|d|day)");

  private final @Nullable String prefix;
  private final @Nullable String level;
  private final @Nullable String limit;
  private final int burst;

  private PacketLog(
      @Nullable String prefix, @Nullable String level, @Nullable String limit, int burst) {
    this.prefix = prefix;
    this.level = level;
    this.limit = limit;
    this.burst = burst;
  }

  /**
   * Every packet, at the kernel's default level, without a prefix.
   *
   * @return the log
   */
  public static PacketLog everyPacket() {
    return new PacketLog(null, null, null, 0);
  }

  /**
   * Begins each line with a text; a space follows it.
   *
   * @param prefix 1..28 printable ASCII characters
   * @return the log with it
   * @throws IllegalArgumentException if it is not as above
   */
  public PacketLog prefix(String prefix) {
    if (!prefix.matches("[\\x20-\\x7e]{1," + LONGEST_PREFIX + "}")) {
      throw new IllegalArgumentException("log prefix must be 1.." + LONGEST_PREFIX
          + " printable ASCII characters: '" + Printable.cut(Printable.of(prefix), 64) + "'");
    }
    return new PacketLog(prefix, level, limit, burst);
  }

  /**
   * Sets the level; with it, the rate is limited: to 3 an hour and a burst of 5, the kernel's
   * defaults, unless set.
   *
   * @param level 0..7, or emerg, alert, crit, error, warning, notice, info, debug
   * @return the log with it
   * @throws IllegalArgumentException if it is none of these
   */
  public PacketLog level(String level) {
    return new PacketLog(prefix, checked("level", LEVEL, level), limit, burst);
  }

  /**
   * Limits the rate.
   *
   * @param limit 1..10000 and a unit, as in {@code 10/second}; minute, hour and day too
   * @return the log with it
   * @throws IllegalArgumentException if it is not as above
   */
  public PacketLog limit(String limit) {
    return new PacketLog(prefix, level, checked("limit", LIMIT, limit), burst);
  }

  /**
   * Sets how many packets are logged before the limit is applied; with it, the rate is limited.
   *
   * @param burst 1..10000
   * @return the log with it
   * @throws IllegalArgumentException if it is out of range
   */
  public PacketLog burst(int burst) {
    if (burst < 1 || burst > 10_000) {
      throw new IllegalArgumentException("log burst must be 1..10000: " + burst);
    }
    return new PacketLog(prefix, level, limit, burst);
  }

  private static String checked(String what, Pattern allowed, String value) {
    if (!allowed.matcher(value).matches()) {
      throw new IllegalArgumentException("log " + what + " must be one of " + allowed + ": '"
          + Printable.cut(Printable.of(value), 64) + "'");
    }
    return value;
  }

  /** The rule. */
  List<String> arguments() {
    List<String> rule = new ArrayList<>();
    if (level != null || limit != null || burst != 0) {
      rule.addAll(List.of("-m", "limit"));
      add(rule, "--limit", limit);
      add(rule, "--limit-burst", burst == 0 ? null : "" + burst);
    }
    rule.addAll(List.of("-j", "LOG"));
    add(rule, "--log-prefix", prefix == null ? null : prefix + " ");
    add(rule, "--log-level", level);
    return rule;
  }

  private static void add(List<String> rule, String option, @Nullable String value) {
    if (value != null) {
      rule.addAll(List.of(option, value));
    }
  }
}
