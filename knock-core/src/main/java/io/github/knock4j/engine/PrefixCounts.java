// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;

/**
 * Counts the pairs of each IPv6 /64, roughly: prefixes that fall on the same counter are counted
 * together, so a count is never too low. Spares a table a look at a whole district for each newcomer.
 * Takes 64 KiB, from the first IPv6 visitor on.
 */
final class PrefixCounts {

  private static final int COUNTERS = 1 << 14;

  private final Placement placement;
  private int[] counts = {};

  PrefixCounts(Placement placement) {
    this.placement = placement;
  }

  void add(long high, long low) {
    if (!IpAddress.isIpv4(high, low)) {
      if (counts.length == 0) {
        counts = new int[COUNTERS];
      }
      counts[counter(high)]++;
    }
  }

  void remove(long high, long low) {
    if (!IpAddress.isIpv4(high, low)) {
      counts[counter(high)]--;
    }
  }

  /** Whether a /64 may have as many pairs as this; if not, it certainly has fewer. */
  boolean mayHave(long high, int pairs) {
    return counts.length != 0 && counts[counter(high)] >= pairs;
  }

  private int counter(long high) {
    return placement.prefix(high) & COUNTERS - 1;
  }
}
