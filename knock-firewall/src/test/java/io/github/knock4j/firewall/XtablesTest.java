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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XtablesTest {

  private final CommandRunner runner = mock(CommandRunner.class);
  private final Xtables iptables =
      Xtables.Pair.of(new Tools(runner, List.of()), "").ipv4();

  @Test
  void quotesAWordForIptablesRestore() {
    assertThat(RestoreText.quoted("--dport")).isEqualTo("--dport");
    assertThat(RestoreText.quoted("2001:db8::7/128")).isEqualTo("2001:db8::7/128");
    assertThat(RestoreText.quoted("")).isEqualTo("\"\"");
    assertThat(RestoreText.quoted("a \"b\" \\ 'c'")).isEqualTo("\"a \\\"b\\\" \\\\ 'c'\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nCOMMIT", "a\r", "\0", "\u0085"})
  void refusesAWordThatWouldBreakALine(String word) {
    assertThatThrownBy(() -> RestoreText.quoted(word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rule must not hold a control character: '");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iptables: Bad rule (does a matching rule exist in that chain?).",
        "iptables: No chain/target/match by that name."
      })
  void takesItsWordsForAbsence(String words) throws Exception {
    doThrow(failure(1, words)).when(runner).run(any(), any());

    assertThat(iptables.hasRule("INPUT", List.of("-j", "ACCEPT"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 127})
  void doesNotTakeAnyOtherFailureForAbsence(int status) throws Exception {
    doThrow(failure(status, "table `filter' is incompatible, use 'nft' tool."))
        .when(runner)
        .run(any(), any());

    assertThatThrownBy(() -> iptables.hasRule("INPUT", List.of("-j", "ACCEPT")))
        .isInstanceOf(CommandFailedException.class);
  }

  @Test
  void seesOnlyRulesThatDoNothingButAcceptOneAddress() {
    assertThat(accepted("-A c -s 203.0.113.7/32 -j ACCEPT"))
        .contains(IpAddress.parse("203.0.113.7"));
    assertThat(accepted("-A c -s 2001:db8::7/128 -j ACCEPT"))
        .contains(IpAddress.parse("2001:db8::7"));
    assertThat(accepted("-A c -s 203.0.113.0/24 -j ACCEPT")).isEmpty();
    assertThat(accepted("-A c -s 203.0.113.7/32 -j DROP")).isEmpty();
    assertThat(accepted("-A c ! -s 203.0.113.7/32 -j ACCEPT")).isEmpty();
    assertThat(accepted("-A c -s 203.0.113.7/32 -p tcp -j ACCEPT")).isEmpty();
    assertThat(accepted("-A c -j DROP")).isEmpty();
    assertThat(accepted("-A c -m comment --comment \"-s 1.2.3.4 -j ACCEPT\"")).isEmpty();
  }

  private static Optional<IpAddress> accepted(String line) {
    return Listing.accepted(line);
  }

  private static CommandFailedException failure(int status, String stderr) {
    Invocation command = new Invocation(List.of("iptables"), Map.of(), Duration.ofSeconds(1));
    return CommandFailedException.exitStatus(command, status, stderr);
  }
}
