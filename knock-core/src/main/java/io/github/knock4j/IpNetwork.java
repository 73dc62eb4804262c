// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). Immutable.
 *
 * <p>An IPv4 block holds no IPv6 address and the other way round.
 */
public final class IpNetwork {

  private final IpAddress first;
  private final int prefixLength;
  private final long highMask;
  private final long lowMask;

  private IpNetwork(IpAddress first, int prefixLength) {
    this.first = first;
    this.prefixLength = prefixLength;
    int bits = first.isIpv4() ? prefixLength + 96 : prefixLength;
    this.highMask = leadingOnes(Math.min(bits, 64));
    this.lowMask = leadingOnes(Math.max(bits - 64, 0));
  }

  /**
   * The block of all addresses that share the first bits with an address.
   *
   * @param address the block's first address
   * @param prefixLength how many leading bits count: 0..32 for IPv4, 0..128 for IPv6
   * @return the block
   * @throws IllegalArgumentException if the prefix length is out of range, or if the address has
   *     bits set behind it
   */
  public static IpNetwork of(IpAddress address, int prefixLength) {
    int longest = address.isIpv4() ? 32 : 128;
    if (prefixLength < 0 || prefixLength > longest) {
      throw new IllegalArgumentException(
          "prefix length of " + address + " must be 0.." + longest + ": " + prefixLength);
    }
    IpNetwork network = new IpNetwork(address, prefixLength);
    if ((address.high() & ~network.highMask) != 0 || (address.low() & ~network.lowMask) != 0) {
      throw new IllegalArgumentException(
          "network has bits set behind its prefix: " + address + "/" + prefixLength);
    }
    return network;
  }

  /**
   * Reads {@code 192.168.0.0/16}, {@code 2001:db8::/32}, or an address alone for itself only.
   *
   * @param text the block
   * @return the block
   * @throws IllegalArgumentException if the text is not a block, as {@link #of} says
   */
  public static IpNetwork parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      IpAddress address = IpAddress.parse(text);
      return of(address, address.isIpv4() ? 32 : 128);
    }
    String length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          "not a network (address/prefix length): " + Quoted.text(text));
    }
    return of(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(length));
  }

  /**
   * Whether an address is inside.
   *
   * @param address the address
   * @return true if it is inside
   */
  public boolean contains(IpAddress address) {
    return contains(address.high(), address.low());
  }

  /**
   * Whether the address with these bits is inside.
   *
   * @param high as {@link IpAddress#high()}
   * @param low as {@link IpAddress#low()}
   * @return true if it is inside
   */
  public boolean contains(long high, long low) {
    return ((high ^ first.high()) & highMask) == 0
        && ((low ^ first.low()) & lowMask) == 0
        && IpAddress.isIpv4(high, low) == first.isIpv4();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpNetwork that
        && prefixLength == that.prefixLength
        && first.equals(that.first);
  }

  @Override
  public int hashCode() {
    return first.hashCode() * 31 + prefixLength;
  }

  @Override
  public String toString() {
    return first + "/" + prefixLength;
  }

  private static long leadingOnes(int count) {
    return count == 0 ? 0 : -1L << 64 - count;
  }
}
