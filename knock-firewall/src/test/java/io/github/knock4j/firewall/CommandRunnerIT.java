// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** No root and no package needed: here because it takes seconds. */
@ParameterizedClass
@EnumSource(names = {"SPAWN", "SETSID"})
class CommandRunnerIT {

  private static final int RUNS = 1_000;

  private final CommandRunner runner;

  CommandRunnerIT(Launcher launcher) {
    runner = new CommandRunner(launcher);
  }

  @Test
  void leavesNoProcessThreadOrFileBehind() throws Exception {
    run();
    long filesBefore = openFiles();

    for (int i = 0; i < RUNS; i++) {
      run();
    }

    assertThat(ProcessHandle.current().descendants()).isEmpty();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("knock4j-command-output", "knock4j-command-input", "knock4j-command-end");
    assertThat(openFiles()).isLessThan(filesBefore + 10);
  }

  @Test
  void leavesNoFileOpenWhenItCannotStartACommand() throws Exception {
    String tooLong = "x".repeat(1 << 20);
    run();
    long filesBefore = openFiles();

    for (int i = 0; i < RUNS / 10; i++) {
      for (List<String> argv :
          List.of(List.of("no-such"), List.of("/etc"), List.of("cat", tooLong))) {
        Invocation command = new Invocation(argv, Map.of(), "line", Duration.ofSeconds(30));
        assertThatThrownBy(() -> runner.run(command, line -> {}))
            .isInstanceOf(CommandFailedException.class);
      }
    }

    assertThat(openFiles()).isLessThan(filesBefore + 10);
  }

  private void run() throws IOException, InterruptedException {
    runner.run(
        new Invocation(List.of("cat"), Map.of(), "line", Duration.ofSeconds(30)), line -> {});
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
