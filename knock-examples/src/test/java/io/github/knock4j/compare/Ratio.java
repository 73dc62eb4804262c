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
 * @param floor what a test demands on a machine that is calm: half of that where it is reached, and
 *     otherwise what twenty visitors of a young JVM have shown every time, with slack
 */
record Ratio(String program, String at, double times, double aim, double floor) {

  /** Those that the project has set itself an aim for. */
  static List<Ratio> in(Results results) {
    return List.of(
        of(results, Program.NETLINK, KnockToOpen.USUAL, 100, 25),
        of(results, Program.NETLINK, KnockToOpen.RARE, 15, 7.5),
        of(results, Program.IPTABLES, KnockToOpen.USUAL, 6, 2));
  }

  boolean holds() {
    return times >= floor;
  }

  /** What is left of it however much else the machine has to do. */
  boolean holdsInNoise() {
    return times >= Math.max(1, floor / 5);
  }

  private static Ratio of(Results results, Program ours, String at, double aim, double floor) {
    double theirs = results.median(KnockToOpen.TOPIC, Program.KNOCKD.label(), at);
    double times = theirs / results.median(KnockToOpen.TOPIC, ours.label(), at);
    return new Ratio(ours.label(), at, times, aim, floor);
  }
}
