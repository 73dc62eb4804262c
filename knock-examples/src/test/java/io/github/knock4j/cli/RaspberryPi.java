// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.util.List;
import java.util.stream.Stream;

/** A small host that rejects what nobody asked for, and lets visitors in by a chain of its own. */
final class RaspberryPi {

  static final String RULES = """
      *filter
      :INPUT ACCEPT
      :FORWARD ACCEPT
      :OUTPUT ACCEPT
      :KNOCKD -
      -A INPUT -i lo -j ACCEPT
      -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      -A INPUT -s 192.168.0.0/16 -p icmp -j ACCEPT
      -A INPUT -s 192.168.0.0/16 -p tcp -m tcp --dport 22 -j ACCEPT
      -A INPUT -m comment --comment "who knocked" -j KNOCKD
      -A INPUT -j REJECT --reject-with icmp-port-unreachable
      -A FORWARD -j REJECT --reject-with icmp-port-unreachable
      COMMIT
      """;

  static final String CONFIGURATION = """
      [options]
      \tUseSyslog

      [SSH]
      \tsequence    = 4438,1813,8235
      \tseq_timeout = 5
      \tcommand     = /sbin/iptables -A KNOCKD -s %IP% -p tcp --dport 22 -j ACCEPT
      \ttcpflags    = syn
      """;

  private RaspberryPi() {}

  /** The rules while the door is open: the chain comes last. */
  static List<String> open(List<String> shut) {
    return Stream.concat(
            shut.stream(), Stream.of("-A KNOCKD -s 10.9.0.2/32 -p tcp -m tcp --dport 22 -j ACCEPT"))
        .toList();
  }
}
