// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.knockd.Reading.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.CommandFailedException;
import io.github.knock4j.runtime.Guard;
import io.github.knock4j.spi.DoorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guards of a configuration do: real commands, through the real shell. */
class KnockdActionTest {

  private static final String IPV4 = "203.0.113.7";
  private static final String IPV6 = "2001:db8::7";

  @TempDir
  Path directory;

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final KnockdLog log = KnockdLog.to(lines::add);

  @AfterEach
  void closeLog() {
    log.close();
  }

  private Guard guard(String directives) throws KnockdConfigException {
    return config("[ssh]\nsequence = 7000,8000\n" + directives).guards(log).get(0);
  }

  private static void open(Guard guard, String visitor) throws Exception {
    action(guard).open(grant(guard, visitor));
  }

  private static void close(Guard guard, String visitor) throws Exception {
    action(guard).close(grant(guard, visitor));
  }

  private static DoorAction action(Guard guard) {
    return guard.actions().get(0);
  }

  private static Grant grant(Guard guard, String visitor) {
    return Grant.of(guard.door(), IpAddress.parse(visitor), 0);
  }

  private Path out() {
    return directory.resolve("out");
  }

  /** All lines, none of which can come any more. */
  private List<String> logged() {
    log.close();
    return lines;
  }

  @Test
  void runsCommandsThroughTheShellWithTheAddressEverywhere() throws Exception {
    Guard guard = guard("start_command = (echo \"a %IP%\" ; echo 'b %IP%') | tr a-b A-B > " + out()
        + "\nstop_command = echo %IP% %IP% >> " + out() + "\n");

    open(guard, IPV4);
    close(guard, IPV4);

    assertThat(out()).hasContent("A 203.0.113.7\nB 203.0.113.7\n203.0.113.7 203.0.113.7\n");
    assertThat(logged())
        .containsExactly(
            "ssh: running command: (echo \"a 203.0.113.7\" ; echo 'b 203.0.113.7') | tr a-b A-B > "
                + out(),
            "203.0.113.7: ssh: command timeout",
            "ssh: running command: echo 203.0.113.7 203.0.113.7 >> " + out());
  }

  @Test
  void runsTheCommandsOfTheVisitorsFamily() throws Exception {
    Guard guard = guard("command = echo four %IP% >> " + out() + "\ncommand_6 = echo six %IP% >> "
        + out() + "\nstop_command = echo no-four >> " + out() + "\nstop_command_6 = echo no-six >> "
        + out() + "\n");

    for (String visitor : List.of(IPV4, IPV6)) {
      open(guard, visitor);
      close(guard, visitor);
    }

    assertThat(out()).hasContent("four 203.0.113.7\nno-four\nsix 2001:db8::7\nno-six\n");
  }

  @Test
  void runsTheSameCommandsForBothFamiliesIfThereAreNoOthers() throws Exception {
    Guard guard = guard(
        "command = echo %IP% >> " + out() + "\nstop_command = echo no %IP% >> " + out() + "\n");

    open(guard, IPV6);
    close(guard, IPV6);

    assertThat(out()).hasContent("2001:db8::7\nno 2001:db8::7\n");
  }

  @Test
  void doesNothingForAFamilyWhoseStartCommandIsEmpty() throws Exception {
    Guard guard =
        guard("command = true\ncommand_6 =\nstop_command = echo stopped > " + out() + "\n");

    open(guard, IPV6);
    close(guard, IPV6);

    assertThat(out()).doesNotExist();
    assertThat(logged()).isEmpty();
  }

  @Test
  void doesNothingAtADoorWithoutCommands() throws Exception {
    Guard guard = guard("command =\n");

    open(guard, IPV4);

    assertThat(logged()).isEmpty();
  }

  @Test
  void tellsTheStatusOfACommandThatFails() throws Exception {
    Guard guard = guard("command = exit 3\n");

    assertThatThrownBy(() -> open(guard, IPV4)).isInstanceOf(CommandFailedException.class);
    assertThat(logged())
        .containsExactly(
            "ssh: running command: exit 3", "ssh: command returned non-zero status code (3)");
  }

  @Test
  void givesUpAStopCommandThatFailsSevenTimes() throws Exception {
    Guard guard = guard("command = true\nstop_command = false\n");

    for (int i = 1; i <= 6; i++) {
      assertThatThrownBy(() -> close(guard, IPV4)).isInstanceOf(CommandFailedException.class);
    }
    close(guard, IPV4);

    assertThat(logged())
        .hasSize(1 + 7 * 2 + 1)
        .containsOnlyOnce("203.0.113.7: ssh: command timeout")
        .endsWith(
            "ssh: command returned non-zero status code (1)",
            "203.0.113.7: ssh: error, stop command failed 7 times, given up");
  }

  @Test
  void countsFailuresOfEachVisitorAndForgetsThemOnSuccess() throws Exception {
    Guard guard = guard("command = true\nstop_command = test -e " + out() + "\n");
    for (int i = 1; i <= 6; i++) {
      assertThatThrownBy(() -> close(guard, IPV4)).isInstanceOf(CommandFailedException.class);
    }
    Files.createFile(out());
    close(guard, IPV4);
    Files.delete(out());

    assertThatThrownBy(() -> close(guard, IPV4)).isInstanceOf(CommandFailedException.class);
    assertThatThrownBy(() -> close(guard, IPV6)).isInstanceOf(CommandFailedException.class);
  }

  @Test
  void letsNoNameOfADoorReachTheShell() throws Exception {
    String name = "$(id)`id`';id;\"&|<x>";
    Guard guard = config("[" + name + "]\nsequence=1\ncommand=echo %DOOR% %IP% > " + out() + "\n")
        .guards(log)
        .get(0);

    open(guard, IPV4);

    assertThat(guard.door().name()).isEqualTo(name);
    assertThat(out()).hasContent("__id__id___id_____x_ 203.0.113.7\n");
  }

  @Test
  void goesOnToTheNextOneTimeSequenceAndSaysWhenNoneIsLeft() throws Exception {
    Path sequences = directory.resolve("sequences");
    Files.writeString(sequences, " 7001,7002\n 7003\n");
    Guard guard = guard("one_time_sequences = " + sequences + "\ncommand = true\n");
    assertThat(guard.door().knocks()).containsExactly(tcp(7001), tcp(7002));
    assertThat(guard.sequences()).isNotNull();

    Door next = guard.sequences().spend(guard.door());

    assertThat(next).isEqualTo(guard.door().withKnocks(List.of(tcp(7003))));
    assertThat(sequences).hasContent("#7001,7002\n 7003\n");
    assertThat(guard.sequences().spend(next)).isNull();
    assertThat(logged()).containsExactly("ssh: no one-time sequence is left, door disabled");
  }

  @Test
  void keepsTheGuardOfAOneTimeDoorThatIsReadAgain() throws Exception {
    Path sequences = directory.resolve("sequences");
    Files.writeString(sequences, " 7001,7002\n 7003\n");
    String directives = "one_time_sequences = " + sequences + "\ncommand = true\n";

    assertThat(guard(directives)).isEqualTo(guard(directives));
  }

  @Test
  void disablesADoorThatHasNoOneTimeSequenceLeft() throws Exception {
    Path sequences = directory.resolve("sequences");
    Files.writeString(sequences, "#7001,7002\n# 7003\n");

    KnockdConfig config = config("[ssh]\none_time_sequences = " + sequences + "\ncommand = true\n");

    assertThat(config.doors()).isEmpty();
    assertThat(config.guards(log)).singleElement().matches(guard -> !guard.opens());
    assertThat(config.warnings())
        .extracting(KnockdRemark::toString)
        .contains("knockd.conf:1: door 'ssh' is disabled: no one-time sequence is left");
  }
}
