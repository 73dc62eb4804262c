// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.util.regex.Pattern;

/** Checks names before they become arguments of a firewall's program. */
final class Names {

  /** The longest name of a chain, iptables(8): XT_EXTENSION_MAXNAMELEN without the final NUL. */
  static final int LONGEST_CHAIN = 28;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private Names() {}

  static String chain(String name) {
    return checked("chain", name, LONGEST_CHAIN);
  }

  /** A name of letters, digits, dots, underscores and dashes that does not look like an option. */
  static String checked(String what, String name, int longest) {
    if (name.length() > longest || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(what + " name must have 1.." + longest
          + " characters of A-Z a-z 0-9 . _ -, no dash or dot first: '"
          + Printable.cut(Printable.of(name), 64) + "'");
    }
    return name;
  }
}
