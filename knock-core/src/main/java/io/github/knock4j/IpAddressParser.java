// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import org.jspecify.annotations.Nullable;

/** Reads the text forms of RFC 4291 section 2.2 and strict dotted decimal; never looks up a name. */
final class IpAddressParser {

  /** The longest text: eight groups of which the last two are dotted decimal. */
  private static final int LONGEST = 45;

  private IpAddressParser() {}

  static @Nullable IpAddress parse(String text) {
    if (text.length() > LONGEST) {
      return null;
    }
    if (text.indexOf(':') < 0) {
      long bits = dottedDecimal(text);
      return bits < 0 ? null : IpAddress.ofBits(0, IpAddress.mapped((int) bits));
    }
    int gap = text.indexOf("::");
    if (gap < 0) {
      int[] groups = groups(text);
      return groups != null && groups.length == 8 ? ofGroups(groups, new int[0]) : null;
    }
    // ":::" and a second "::" leave an empty group behind, which groups() refuses.
    // Dotted decimal stands for the last 32 bits and nothing else (RFC 4291 section 2.2).
    String head = text.substring(0, gap);
    int[] before = head.indexOf('.') < 0 ? groups(head) : null;
    int[] after = groups(text.substring(gap + 2));
    boolean fits = before != null && after != null && before.length + after.length <= 7;
    return fits ? ofGroups(before, after) : null;
  }

  private static IpAddress ofGroups(int[] before, int[] after) {
    int[] all = new int[8];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(after, 0, all, 8 - after.length, after.length);
    return IpAddress.ofBits(half(all, 0), half(all, 4));
  }

  private static long half(int[] groups, int from) {
    long half = 0;
    for (int i = from; i < from + 4; i++) {
      half = half << 16 | groups[i];
    }
    return half;
  }

  /** The 16-bit groups of a part without "::"; null if one of them is not a group. */
  private static int @Nullable [] groups(String part) {
    if (part.isEmpty()) {
      return new int[0];
    }
    String[] texts = part.split(":", -1);
    String last = texts[texts.length - 1];
    boolean endsInIpv4 = last.indexOf('.') >= 0;
    int[] groups = new int[texts.length + (endsInIpv4 ? 1 : 0)];
    int count = endsInIpv4 ? texts.length - 1 : texts.length;
    for (int i = 0; i < count; i++) {
      groups[i] = group(texts[i]);
      if (groups[i] < 0) {
        return null;
      }
    }
    if (endsInIpv4) {
      long bits = dottedDecimal(last);
      if (bits < 0) {
        return null;
      }
      groups[count] = (int) (bits >>> 16);
      groups[count + 1] = (int) (bits & 0xffff);
    }
    return groups;
  }

  private static int group(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      // ASCII only: Character.digit alone would also take the digits of other scripts.
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** The 32 bits of four decimal numbers 0..255 without leading zeros, or -1. */
  private static long dottedDecimal(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return -1;
    }
    long bits = 0;
    for (String part : parts) {
      int number = decimalByte(part);
      if (number < 0) {
        return -1;
      }
      bits = bits << 8 | number;
    }
    return bits;
  }

  private static int decimalByte(String text) {
    // A leading zero is octal to some readers (RFC 6943 section 3.1.1), so it is refused.
    if (text.isEmpty() || text.length() > 3 || text.length() > 1 && text.charAt(0) == '0') {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value <= 255 ? value : -1;
  }
}
