// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv4 or IPv6 address as a value of 128 bits: no host name, no scope id, and no look-up ever.
 * Immutable.
 *
 * <p>An IPv4 address is held in its mapped form {@code ::ffff:a.b.c.d} (RFC 4291 section 2.5.5.2),
 * so the two families cannot be confused, and a mapped address <em>is</em> its IPv4 address.
 */
public final class IpAddress implements Comparable<IpAddress> {

  private static final long MAPPED = 0xffff_0000_0000L;

  private final long high;
  private final long low;

  private IpAddress(long high, long low) {
    this.high = high;
    this.low = low;
  }

  /**
   * The address with these 128 bits.
   *
   * @param high the first eight bytes; 0 for IPv4
   * @param low the last eight bytes; for IPv4 {@code 0x0000ffff} and the address
   * @return the address
   */
  public static IpAddress ofBits(long high, long low) {
    return new IpAddress(high, low);
  }

  /**
   * The address in these bytes, in network order.
   *
   * @param bytes 4 or 16 bytes
   * @return the address
   * @throws IllegalArgumentException if there are neither 4 nor 16 bytes
   */
  public static IpAddress ofBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return switch (bytes.length) {
      case 4 -> new IpAddress(0, mapped(buffer.getInt()));
      case 16 -> new IpAddress(buffer.getLong(), buffer.getLong());
      default ->
        throw new IllegalArgumentException("an IP address has 4 or 16 bytes: " + bytes.length);
    };
  }

  /**
   * The address of a Java address; its host name and scope id are left behind.
   *
   * @param address the Java address
   * @return the address
   */
  public static IpAddress of(InetAddress address) {
    return ofBytes(address.getAddress());
  }

  /**
   * Reads an address as text: four decimal numbers (RFC 6943 section 3.1.1, strict form), or any
   * IPv6 form of RFC 4291 section 2.2. Names are never resolved; a scope id is refused.
   *
   * @param text the address, without brackets
   * @return the address
   * @throws IllegalArgumentException if the text is not an address
   */
  public static IpAddress parse(String text) {
    IpAddress address = IpAddressParser.parse(text);
    if (address == null) {
      throw new IllegalArgumentException("not an IP address: " + Quoted.text(text));
    }
    return address;
  }

  /**
   * The 64 low bits of an IPv4 address in its mapped form; the high bits are 0.
   *
   * @param bits the address's 32 bits
   * @return what {@link #low()} answers for this address
   */
  public static long mapped(int bits) {
    return MAPPED | (bits & 0xffff_ffffL);
  }

  /**
   * Whether these 128 bits are an IPv4 address in its mapped form.
   *
   * @param high the first eight bytes
   * @param low the last eight bytes
   * @return true for IPv4
   */
  public static boolean isIpv4(long high, long low) {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /**
   * Whether this is an IPv4 address.
   *
   * @return true for IPv4, false for IPv6
   */
  public boolean isIpv4() {
    return isIpv4(high, low);
  }

  /**
   * The first eight bytes.
   *
   * @return 0 for IPv4
   */
  public long high() {
    return high;
  }

  /**
   * The last eight bytes.
   *
   * @return for IPv4 {@code 0x0000ffff} and the address
   */
  public long low() {
    return low;
  }

  /**
   * The bytes in network order.
   *
   * @return a new array of 4 (IPv4) or 16 bytes
   */
  public byte[] toBytes() {
    return isIpv4()
        ? ByteBuffer.allocate(4).putInt((int) low).array()
        : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  /**
   * The same address for Java's own classes.
   *
   * @return an address without host name or scope id
   */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(toBytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are addresses", e);
    }
  }

  /** IPv4 before IPv6, then ascending numeric order. */
  @Override
  public int compareTo(IpAddress other) {
    if (isIpv4() != other.isIpv4()) {
      return isIpv4() ? -1 : 1;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress that && high == that.high && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high * 31 + low);
  }

  /** Dotted decimal, or the canonical text of RFC 5952. */
  @Override
  public String toString() {
    return IpAddressText.of(this);
  }
}
