// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * Adds 50 addresses to a service chain, every second number from a first one on, in an order of its
 * own. Arguments: kind, lock directory, first number.
 */
final class AddingMain {

  static final int COUNT = 50;

  private AddingMain() {}

  public static void main(String[] args) throws Exception {
    ServiceChain chain =
        FirewallLab.iptables(args[0], List.of(), Path.of(args[1])).service("ssh");
    int first = Integer.parseInt(args[2]);
    System.out.println("ready");
    System.in.read();
    for (int i = 0; i < COUNT; i++) {
      int number = first + 2 * (i * 7 % COUNT);
      chain.add(IpAddress.parse("198.51.100." + number));
    }
  }
}
