// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;

/**
 * How many times faster than knockd, in the same runs.
 *
 * @param program ours
 * @param at the percentile
 * @param times theirs by ours
 * @param aim what it should at least be
 */
record Ratio(String program, String at, double times, double aim) {

  /** Those that the project has set itself an aim for. */
  static List<Ratio> in(Results results) {
    return List.of(
        of(results, Program.NETLINK, KnockToOpen.USUAL, 100),
        of(results, Program.NETLINK, KnockToOpen.RARE, 15),
        of(results, Program.IPTABLES, KnockToOpen.USUAL, 6));
  }

  /** What a test demands on a machine that is calm. */
  boolean isHalfReached() {
    return times >= aim / 2;
  }

  /** What is left of it however much else the machine has to do. */
  boolean isReachedInNoise() {
    return times >= Math.max(1, aim / 10);
  }

  private static Ratio of(Results results, Program ours, String at, double aim) {
    double theirs = results.median(KnockToOpen.TOPIC, Program.KNOCKD.label(), at);
    double times = theirs / results.median(KnockToOpen.TOPIC, ours.label(), at);
    return new Ratio(ours.label(), at, times, aim);
  }
}
