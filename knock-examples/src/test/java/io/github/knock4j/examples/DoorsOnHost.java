// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;

import io.github.knock4j.firewall.Command;
import io.github.knock4j.firewall.CommandAction;
import io.github.knock4j.firewall.Nftables;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.spi.DoorAction;
import java.util.List;
import java.util.regex.Pattern;

/** Ways to open a door on a host, and how to see what is open there. */
enum DoorsOnHost {
  FILES(
      place -> CommandAction.opening("touch", place + "/%IP%").closing("rm", "-f", place + "/%IP%"),
      "ls"),
  IPTABLES(
      place -> CommandAction.opening("iptables", "-w", "-I", "INPUT", "-s", "%IP%", "-j", "ACCEPT")
          .closing(Command.shell("iptables -w -D INPUT -s %IP% -j ACCEPT"
              + " || ! iptables -w -C INPUT -s %IP% -j ACCEPT")),
      "iptables -S -w #"),
  NFTABLES(place -> Nftables.allowing(tcp(22)).setUp(), "nft list ruleset #");

  private interface Opening {
    DoorAction at(String place) throws Exception;
  }

  private static final Pattern ADDRESS = Pattern.compile("203\\.0\\.113\\.\\d+");

  private final Opening action;
  private final String listing;

  DoorsOnHost(Opening action, String listing) {
    this.action = action;
    this.listing = listing;
  }

  /** An action; the place is a directory for those that need one. */
  DoorAction action(String place) throws Exception {
    return action.at(place);
  }

  /** All that there is to see, open or not. */
  String state(Host host, String place) {
    return host.run("sh", "-c", listing + " " + place);
  }

  /** The visitors in what there is to see, one for each rule. */
  static List<String> visitors(String state) {
    return ADDRESS.matcher(state).results().map(hit -> hit.group()).toList();
  }
}
