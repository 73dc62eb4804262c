// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import io.github.knock4j.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XtablesTest {

  private final CommandRunner runner = mock(CommandRunner.class);
  private final Xtables iptables = Xtables.Pair.of(runner, List.of(), "").ipv4();

  @Test
  void splitsARuleAsAShellWould() {
    assertThat(Xtables.split("-A INPUT -m comment --comment \"a \\\"b\\\" \\\\ c\" -j X"))
        .containsExactly("-A", "INPUT", "-m", "comment", "--comment", "a \"b\" \\ c", "-j", "X");
    assertThat(Xtables.split("--log-prefix \"\" -j LOG"))
        .containsExactly("--log-prefix", "", "-j", "LOG");
    assertThat(Xtables.split("")).isEmpty();
    assertThat(Xtables.split("\"never ends \\")).containsExactly("never ends \\");
  }

  @Test
  void takesExitStatusOneForAbsence() throws Exception {
    doThrow(failure(1)).when(runner).run(any(), any());

    assertThat(iptables.hasRule("INPUT", List.of("-j", "ACCEPT"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 127})
  void doesNotTakeAnyOtherFailureForAbsence(int status) throws Exception {
    doThrow(failure(status)).when(runner).run(any(), any());

    assertThatThrownBy(() -> iptables.hasRule("INPUT", List.of("-j", "ACCEPT")))
        .isInstanceOf(CommandFailedException.class);
  }

  @Test
  void seesOnlyRulesThatDoNothingButAcceptOneAddress() {
    assertThat(accepted("-A c -s 203.0.113.7/32 -j ACCEPT"))
        .isEqualTo(IpAddress.parse("203.0.113.7"));
    assertThat(accepted("-A c -s 2001:db8::7/128 -j ACCEPT"))
        .isEqualTo(IpAddress.parse("2001:db8::7"));
    assertThat(accepted("-A c -s 203.0.113.0/24 -j ACCEPT")).isNull();
    assertThat(accepted("-A c -s 203.0.113.7/32 -j DROP")).isNull();
    assertThat(accepted("-A c ! -s 203.0.113.7/32 -j ACCEPT")).isNull();
    assertThat(accepted("-A c -s 203.0.113.7/32 -p tcp -j ACCEPT")).isNull();
    assertThat(accepted("-A c -j DROP")).isNull();
  }

  private static IpAddress accepted(String line) {
    return ChainRule.accepted(Xtables.split(line));
  }

  private static CommandFailedException failure(int status) {
    Invocation command = new Invocation(List.of("iptables"), Map.of(), Duration.ofSeconds(1));
    return CommandFailedException.exitStatus(command, status, "");
  }
}
