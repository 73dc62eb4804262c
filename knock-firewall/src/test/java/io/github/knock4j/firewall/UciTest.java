// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.knock4j.IpAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UciTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-x", "a b", "a'b", "a\"b", "a\nb", "a;b", "%IP%", "$(id)", "#", ".", "ü"})
  void refusesAPrefixThatIsNoName(String prefix) {
    assertThatThrownBy(() -> Uci.opening(prefix, tcp(22)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("prefix name must have 1..32 characters of A-Z a-z 0-9 . _ -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's", "a\nb", "a\rb", "\0"})
  void refusesAValueThatWouldEndItsQuotesOrItsLine(String value) {
    assertThatThrownBy(() -> UciFirewall.quoted(value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quotesAValueThatMeansSomethingOutsideOfQuotes() {
    assertThat(UciFirewall.quoted("a b;#\"\\$")).isEqualTo("'a b;#\"\\$'");
  }

  @Test
  void refusesAPortThatIsNone() {
    IpAddress host = IpAddress.parse("192.168.1.10");

    assertThatThrownBy(() -> Uci.forwarding("knock", tcp(1), host, 65_536))
        .hasMessage("port must be 1..65535: 65536");
  }

  @Test
  void readsWhatOldAndNewVersionsShow() throws Exception {
    CommandRunner runner = mock(CommandRunner.class);
    when(runner.read(any())).thenReturn("""
            firewall.@rule[0]=rule
            firewall.@rule[0].name=Allow = all
            firewall.mine=rule
            firewall.mine.name='a.b'
            firewall.mine.list='x' 'y'
            """);
    UciFirewall firewall = new UciFirewall(new Tools(runner, List.of()), "uci", "firewall");

    Map<String, UciFirewall.Section> sections = firewall.sections();

    assertThat(sections).containsOnlyKeys("@rule[0]", "mine");
    assertThat(sections.get("@rule[0]").has(Map.of("name", "Allow = all"))).isTrue();
    assertThat(sections.get("mine").has(Map.of("name", "a.b"))).isTrue();
    assertThat(sections.get("mine").has(Map.of("name", "a"))).isFalse();
  }

  @Test
  void tellsWhatItDoes() {
    assertThat(Uci.opening("knock", tcp(22))).hasToString("Uci[rule knock_%IP%_22]");
  }
}
