// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

/** Writes an address in its canonical text form: RFC 5952 for IPv6, dotted decimal for IPv4. */
final class IpAddressText {

  private IpAddressText() {}

  static String of(IpAddress address) {
    return address.isIpv4() ? ipv4((int) address.low()) : ipv6(address.high(), address.low());
  }

  private static String ipv4(int bits) {
    return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "."
        + (bits & 0xff);
  }

  /** Lower case, no leading zeros, the first longest run of two or more zero groups as "::". */
  private static String ipv6(long high, long low) {
    int bestStart = 8;
    int bestLength = 1;
    int length = 0;
    for (int i = 0; i < 8; i++) {
      length = group(high, low, i) == 0 ? length + 1 : 0;
      if (length > bestLength) {
        bestLength = length;
        bestStart = i - length + 1;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (i > 0 && i != bestStart + bestLength) {
        text.append(':');
      }
      text.append(Integer.toHexString(group(high, low, i)));
    }
    return text.toString();
  }

  private static int group(long high, long low, int i) {
    long half = i < 4 ? high : low;
    return (int) (half >>> 48 - 16 * (i & 3)) & 0xffff;
  }
}
