// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import io.github.knock4j.IpAddress;
import java.util.Arrays;
import java.util.Collection;

/**
 * A set of addresses that can be asked without allocating: those of the interfaces a source watches.
 * Immutable. Takes 16 bytes for each address; asking takes time logarithmic in their number.
 */
public final class AddressSet {

  /** Contains every address: for a source that cannot know which ones are local. */
  public static final AddressSet EVERY = new AddressSet(new long[0], new long[0], true);

  private final long[] highs;
  private final long[] lows;
  private final boolean isEvery;

  private AddressSet(long[] highs, long[] lows, boolean isEvery) {
    this.highs = highs;
    this.lows = lows;
    this.isEvery = isEvery;
  }

  /**
   * The set of these addresses.
   *
   * @param addresses the addresses; repeated ones count once
   * @return the set, which contains nothing if there are none
   */
  public static AddressSet of(Collection<IpAddress> addresses) {
    IpAddress[] sorted =
        addresses.stream().distinct().sorted(AddressSet::byBits).toArray(IpAddress[]::new);
    return new AddressSet(
        Arrays.stream(sorted).mapToLong(IpAddress::high).toArray(),
        Arrays.stream(sorted).mapToLong(IpAddress::low).toArray(),
        false);
  }

  /**
   * Whether the address with these bits is in the set. Allocates nothing.
   *
   * @param high as {@link IpAddress#high()}
   * @param low as {@link IpAddress#low()}
   * @return true if it is
   */
  public boolean contains(long high, long low) {
    int from = 0;
    int to = highs.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int order = compare(highs[middle], lows[middle], high, low);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return isEvery;
  }

  private static int byBits(IpAddress a, IpAddress b) {
    return compare(a.high(), a.low(), b.high(), b.low());
  }

  private static int compare(long aHigh, long aLow, long bHigh, long bLow) {
    return aHigh != bHigh ? Long.compare(aHigh, bHigh) : Long.compare(aLow, bLow);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressSet that
        && isEvery == that.isEvery
        && Arrays.equals(highs, that.highs)
        && Arrays.equals(lows, that.lows);
  }

  @Override
  public int hashCode() {
    return (Arrays.hashCode(highs) * 31 + Arrays.hashCode(lows)) * 31 + Boolean.hashCode(isEvery);
  }

  /** How many addresses there are, or that it is every one. */
  @Override
  public String toString() {
    return "AddressSet[" + (isEvery ? "every" : String.valueOf(highs.length)) + "]";
  }
}
