// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs setsid and sleep of every Linux. */
@EnabledOnOs(OS.LINUX)
class OrphansTest {

  private static final Map<String, String> WHO =
      Map.of("KNOCK_DOOR", "my=door", "KNOCK_VISITOR", "203.0.113.7");

  /** Of a process with the id of this one, in another life. */
  private static final String GONE = ProcessHandle.current().pid() + "/1";

  private @Nullable Process command;

  @AfterEach
  void end() {
    if (command != null) {
      ProcessSession.kill(command.toHandle());
    }
  }

  private Process start(String keeper, Map<String, String> variables, String... argv)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(argv);
    builder.environment().putAll(variables);
    builder.environment().put("KNOCK_KEEPER", keeper);
    Process started = builder.start();
    command = started;
    return started;
  }

  private static void awaitExec(Process process, String name) throws Exception {
    while (!process.info().command().orElse("").endsWith(name)) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483647/1", "1/0"})
  void areKilledWhenTheirKeeperIsGone(String keeper) throws Exception {
    Process left = start(keeper, WHO, "setsid", "sleep", "1000");
    awaitExec(left, "sleep");

    Orphans.kill(WHO);

    assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void areKnownByMoreThanTheIdOfTheirKeeperWhichMayHaveBeenTakenAnew() throws Exception {
    Process left = start(GONE, WHO, "setsid", "sleep", "1000");
    awaitExec(left, "sleep");

    Orphans.kill(WHO);

    assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void areKilledWithAllThatTheyStarted() throws Exception {
    Process left = start(GONE, WHO, "setsid", "sh", "-c", "sleep 1000 & echo $!; wait");
    long child = Long.parseLong(left.inputReader().readLine());

    Orphans.kill(WHO);

    assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Running.endsSoon(child)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"my=door, 203.0.113.8", "my=doo, 203.0.113.7"})
  void areLeftToTheCloseOfTheirOwnGrant(String door, String visitor) throws Exception {
    Map<String, String> other = Map.of("KNOCK_DOOR", door, "KNOCK_VISITOR", visitor);
    Process left = start(GONE, other, "setsid", "sleep", "1000");
    awaitExec(left, "sleep");

    Orphans.kill(WHO);

    assertThat(left.isAlive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gone", "/"})
  void areNotThoseWhoseKeeperLivesOrIsNoneOfOurs(String keeper) throws Exception {
    Process own = start(keeper.isEmpty() ? Orphans.mark() : keeper, WHO, "setsid", "sleep", "1000");
    awaitExec(own, "sleep");

    Orphans.kill(WHO);

    assertThat(own.isAlive()).isTrue();
  }

  @Test
  void areNotWhatACommandThatHasEndedLeftBehind() throws Exception {
    Process ended = start(GONE, WHO, "setsid", "sh", "-c", "sleep 1000 >/dev/null & echo $!");
    long child = Long.parseLong(ended.inputReader().readLine());
    ended.waitFor();

    Orphans.kill(WHO);

    assertThat(ProcessStat.of(child).running()).isTrue();
    ProcessHandle.of(child).orElseThrow().destroyForcibly();
  }

  @Test
  void bearTheMarkOfThisProcessWhileItLives() throws Exception {
    String script = "test \"$KNOCK_KEEPER\" = \"$1\"";
    new CommandRunner()
        .run(
            new Invocation(
                List.of("sh", "-c", script, "sh", Orphans.mark()), WHO, Duration.ofSeconds(10)),
            line -> {});

    assertThat(Orphans.mark()).startsWith(ProcessHandle.current().pid() + "/").doesNotEndWith("/0");
  }
}
