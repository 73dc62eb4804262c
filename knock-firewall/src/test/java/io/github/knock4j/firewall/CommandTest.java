// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {

  @Test
  void fillsInPlaceholdersWhereverTheyStand() {
    Command command =
        Command.of("run-%DOOR%", "%IP%", "%IP%%IP%", "x%IP%y%DOOR%z", "%ip%", "%%IP%%", "");

    assertThat(command.argv(grant("ssh", "203.0.113.7")))
        .containsExactly(
            "run-ssh",
            "203.0.113.7",
            "203.0.113.7203.0.113.7",
            "x203.0.113.7ysshz",
            "%ip%",
            "%203.0.113.7%",
            "");
  }

  @Test
  void fillsInIpv6Addresses() {
    Command command = Command.shell("echo %IP%");

    assertThat(command.argv(grant("ssh", "2001:DB8:0:0::7")))
        .containsExactly("/bin/sh", "-c", "echo 2001:db8::7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%IP%", "$1", "\\1", "a%DOOR%", "-rf", "'; id; '"})
  void takesADoorNameLiterallyInAnArgument(String name) {
    assertThat(Command.of("echo", "<%DOOR%>").argv(grant(name, "203.0.113.7")))
        .containsExactly("echo", "<" + name + ">");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "ssh, ssh",
        "web-1.example_a, web-1.example_a",
        "my door, my_door",
        "-rf, _rf",
        "--help, _-help",
        "a;id, a_id",
        "$(echo hi), __echo_hi_",
        "`echo hi`, _echo_hi_",
        "a'b, a_b",
        "a\"b, a_b",
        "a\\b, a_b",
        "*, _",
        "a&b|c>d<e, a_b_c_d_e",
        "!!, __",
        "#x, _x",
        "~x~, x",
        "{a%b}, _a_b_",
        "%IP%, _IP_",
        "é, _",
      })
  void makesADoorNameInertInShellText(String name, String inert) throws Exception {
    Command command =
        Command.shell("printf '%s\\n' %DOOR% \"%DOOR%\" '%DOOR%'; sh -c \"sh -c 'echo %DOOR%'\"");

    assertThat(outputOf(command, grant(name, "203.0.113.7")))
        .containsExactly(inert, inert, inert, inert);
  }

  @Test
  void runsShellTextAsAShellDoes() throws Exception {
    Command command = Command.shell("echo a b | tr a-z A-Z; echo '%IP%' && echo \"$0\"");

    assertThat(outputOf(command, grant("ssh", "::1"))).containsExactly("A B", "::1", "/bin/sh");
  }

  @Test
  void refusesWhatCannotBeRun() {
    assertThatThrownBy(() -> Command.of("", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("command must begin with a program: ''");
    assertThatThrownBy(() -> Command.of("a", "b", "c\0d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("command element 2 must not hold a NUL character: at 1");
    assertThatThrownBy(() -> Command.shell("\0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shell command must not hold a NUL character: at 0");
    assertThatThrownBy(() -> Command.shell(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shell command must not be blank: ' '");
  }

  @Test
  void isAValue() {
    assertThat(Command.of("a", "b")).isEqualTo(Command.of("a", "b")).hasToString("a b");
    assertThat(Command.of("a", "b")).hasSameHashCodeAs(Command.of("a", "b"));
    assertThat(Command.shell("a b")).hasToString("a b").isNotEqualTo(Command.of("a", "b"));
    assertThat(Command.shell("x")).isNotEqualTo(Command.of("/bin/sh", "-c", "x"));
    assertThat(Command.nothing()).hasToString("nothing").isEqualTo(Command.nothing());
  }

  private static Grant grant(String door, String visitor) {
    return Grant.of(Door.named(door).knock(tcp(7001)).build(), IpAddress.parse(visitor), 0);
  }

  private static List<String> outputOf(Command command, Grant grant) throws Exception {
    List<String> lines = new ArrayList<>();
    new CommandRunner()
        .run(new Invocation(command.argv(grant), Map.of(), Duration.ofSeconds(30)), lines::add);
    return lines;
  }
}
