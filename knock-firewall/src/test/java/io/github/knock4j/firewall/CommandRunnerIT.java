// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No root and no package needed: here because it takes seconds. */
class CommandRunnerIT {

  private static final int RUNS = 1_000;

  private final CommandRunner runner = new CommandRunner();

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
        .doesNotContain("knock4j-command-output", "knock4j-command-input");
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
