// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;
import java.util.random.RandomGenerator;

/**
 * Decides where a visitor's attempts may stand: in one probe set, chosen by a keyed hash, so that
 * nobody who does not know the key can aim at another visitor's place.
 *
 * <p>All visitors of one IPv6 /64 share a <em>district</em>, a small run of neighbouring probe sets:
 * their number can then be counted in one place. Immutable.
 */
final class Placement {

  private final long lowKey;
  private final long highKey;
  private final long lastKey;
  private final int districtBits;

  /**
   * Draws the keys.
   *
   * @param districtBits how many probe sets a district has, as a power of two
   */
  Placement(RandomGenerator random, int districtBits) {
    lowKey = random.nextLong();
    highKey = random.nextLong() | 1;
    lastKey = random.nextLong() | 1;
    this.districtBits = districtBits;
  }

  private Placement(Placement keys, int districtBits) {
    lowKey = keys.lowKey;
    highKey = keys.highKey;
    lastKey = keys.lastKey;
    this.districtBits = districtBits;
  }

  Placement withDistrictBits(int bits) {
    return new Placement(this, bits);
  }

  /** The number of the visitor's probe set; the lowest bits serve for any power of two of them. */
  int probeSet(long high, long low) {
    if (IpAddress.isIpv4(high, low)) {
      return (int) hash(high, low);
    }
    int inDistrict = (int) hash(high, low) & (1 << districtBits) - 1;
    return district(high) | inDistrict;
  }

  /** The number of the first probe set that visitors with this /64 may stand in. */
  int district(long high) {
    return prefix(high) << districtBits;
  }

  /** A number for a /64; any of its bits will do to spread prefixes. */
  int prefix(long high) {
    return (int) hash(high, ~high);
  }

  /** How many probe sets a district has. */
  int districtSize() {
    return 1 << districtBits;
  }

  /** Folds 64 by 64 bits of product, twice: every bit of the address reaches every bit. */
  private long hash(long high, long low) {
    return fold(fold(low ^ lowKey, highKey ^ high << 1) ^ high, lastKey);
  }

  private static long fold(long a, long b) {
    return Math.multiplyHigh(a, b) ^ a * b;
  }
}
