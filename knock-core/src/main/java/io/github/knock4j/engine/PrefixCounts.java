// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;

/**
 * Counts the pairs of each IPv6 /64, roughly: prefixes that fall on the same counter are counted
 * together, and a counter that was ever full stays so; a count is never too low. Spares a table a
 * look at a whole district for nearly each newcomer. Takes a byte for 16 places of the table at its
 * full size, from the first IPv6 visitor on.
 */
final class PrefixCounts {

  private static final int PLACES_PER_COUNTER = 16;
  private static final int FULL = 255;

  private final Placement placement;
  private final int size;
  private byte[] counts = {};

  /** Counts for a table that grows to this many places, a power of two. */
  PrefixCounts(Placement placement, int places) {
    this.placement = placement;
    size = Math.max(1, places / PLACES_PER_COUNTER);
  }

  void add(long high, long low) {
    if (!IpAddress.isIpv4(high, low)) {
      if (counts.length == 0) {
        counts = new byte[size];
      }
      change(counter(high), 1);
    }
  }

  void remove(long high, long low) {
    if (!IpAddress.isIpv4(high, low)) {
      change(counter(high), -1);
    }
  }

  private void change(int counter, int by) {
    int count = counts[counter] & FULL;
    if (count != FULL) {
      counts[counter] = (byte) (count + by);
    }
  }

  /** Whether a /64 may have as many pairs as this; if not, it certainly has fewer. */
  boolean mayHave(long high, int pairs) {
    return counts.length != 0 && (counts[counter(high)] & FULL) >= Math.min(pairs, FULL);
  }

  private int counter(long high) {
    return placement.prefix(high) & size - 1;
  }
}
