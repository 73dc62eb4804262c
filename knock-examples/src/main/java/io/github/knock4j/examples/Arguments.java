// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import java.util.List;

/** What an example wants to be told on its command line. */
final class Arguments {

  private Arguments() {}

  static void need(String[] args, String... names) {
    if (args.length < names.length) {
      throw new IllegalArgumentException(
          "arguments must be " + String.join(" ", names) + ": " + List.of(args));
    }
  }
}
