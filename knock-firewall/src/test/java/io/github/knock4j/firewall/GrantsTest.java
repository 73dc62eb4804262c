// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A INPUT -s 1.2.3.4/32 -m comment --comment \"knock4j grant\" -j ACCEPT",
        "-A PREROUTING -m comment --comment \"knock4j a door 1.2.3.4 tcp/22\" -j DNAT",
        "-A KNOCKD -m comment --comment mine -m comment --comment \"knock4j grant\" -j ACCEPT",
        "-A pk-ssh -s 1.2.3.4/32 -j ACCEPT",
        "-A pk-ssh -s 2001:db8::7/128 -j ACCEPT",
        "-A pk-ssh -m set --match-set pk4-ssh src -j ACCEPT",
        "-A pk-ssh -m set --match-set pk6-ssh src -j ACCEPT"
      })
  void areKnownByTheirCommentOrTheirChain(String rule) {
    assertThat(Grants.has(rule)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*filter",
        ":pk-ssh - [0:0]",
        "-A INPUT -s 1.2.3.4/32 -j ACCEPT",
        "-A INPUT -m comment --comment knock4j -j ACCEPT",
        "-A INPUT -m comment --comment knock4j-baseline -j knock4j",
        "-A INPUT -m comment --comment \"by knock4j grant\" -j ACCEPT",
        "-A INPUT -j LOG --log-prefix \"x --comment \\\"knock4j grant\\\" \"",
        "-A INPUT -m set --match-set pk4-ssh src -j ACCEPT",
        "-A pk-ssh -m set --match-set pk4-other src -j ACCEPT",
        "-A pk-ssh -s 1.2.3.0/24 -j ACCEPT",
        "-A pk-ssh -j ACCEPT",
        "-A pk-ssh -j DROP"
      })
  void areNoneOfTheRulesThatStay(String rule) {
    assertThat(Grants.has(rule)).isFalse();
  }
}
