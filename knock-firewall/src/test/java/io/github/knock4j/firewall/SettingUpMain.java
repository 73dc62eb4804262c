// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;

import java.nio.file.Path;
import java.util.List;

/** Removes a baseline and sets it up, ten times. Arguments: kind, lock directory. */
final class SettingUpMain {

  private SettingUpMain() {}

  public static void main(String[] args) throws Exception {
    Baseline baseline = baseline(FirewallLab.iptables(args[0], List.of(), Path.of(args[1])));
    System.out.println("ready");
    System.in.read();
    for (int i = 0; i < 10; i++) {
      baseline.remove();
      baseline.setUp();
    }
  }

  static Baseline baseline(Iptables iptables) {
    return FirewallLab.baseline(iptables)
        .protecting(tcp(22))
        .acceptingVisitorsIn("VISITORS")
        .protectingEverything();
  }
}
