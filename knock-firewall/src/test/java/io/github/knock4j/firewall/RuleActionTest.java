// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleActionTest {

  private final Iptables iptables = Iptables.system();

  @ParameterizedTest
  @ValueSource(strings = {"", "-j", "a b", "a;b", "a\nb", "a'b", "%IP%", "!", "ü"})
  void refusesANameThatNoChainHas(String chain) {
    assertThatThrownBy(() -> iptables.inserting(chain, "-j", "ACCEPT"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("chain name must have 1..28 characters of A-Z a-z 0-9 . _ -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u2013dport", "\u2014dport", "\u2212p"})
  void refusesADashThatAWebPageHasMadeOfTwo(String argument) {
    assertThatThrownBy(() -> iptables.appending("INPUT", "-p", "tcp", argument, "22"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "rule argument must begin with '-' where it begins with a dash: '" + argument + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\0", "a\rb", "\u001b[0m"})
  void refusesAnArgumentThatWouldBreakTheListingOfTheRules(String argument) {
    assertThatThrownBy(() -> iptables.deleting("INPUT", "-m", "comment", "--comment", argument))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesARuleOfNothing() {
    assertThatThrownBy(() -> iptables.inserting("INPUT"))
        .hasMessage("rule must have at least one argument: none");
  }

  @Test
  void tellsWhatItDoes() {
    assertThat(iptables.inserting("INPUT", "-s", "%IP%", "-j", "ACCEPT"))
        .hasToString("RuleAction[-I INPUT -s %IP% -j ACCEPT]");
  }
}
