// SPDX-License-Identifier: Apache-2.0
package com.example;

import io.github.knock4j.Door;
import io.github.knock4j.firewall.Nftables;

/** What holds on the module path only. */
final class Surroundings {

  private Surroundings() {}

  static String check() {
    Consumer.check(Nftables.class.getModule().isNamed(), "the firewall is no module");
    Consumer.check(Door.class.getModule().isNamed(), "core is no module");
    return "module path";
  }
}
