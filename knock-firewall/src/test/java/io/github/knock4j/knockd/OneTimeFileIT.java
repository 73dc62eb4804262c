// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root and iproute2, as all tests with processes of their own. */
class OneTimeFileIT {

  /** Each line that is used waits for the disk. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Test
  void usesALineOnceHoweverManyProcessesAndThreadsShareIt(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("sequences");
    Files.writeString(
        file,
        IntStream.rangeClosed(1, SpendingMain.COUNT)
            .mapToObj(port -> " " + port + "\n")
            .collect(joining()));
    try (NetLab lab = NetLab.open()) {
      Host host = lab.host("server");
      Running one = start(host, file);
      Running other = start(host, file);

      one.send("go");
      other.send("go");

      assertThat(used(one) + used(other)).isEqualTo(SpendingMain.COUNT);
      assertThat(OneTimeFile.at(file).read().isUsedUp()).isTrue();
    }
  }

  private static Running start(Host host, Path file) {
    Running process = host.startJava(SpendingMain.class, List.of(), file.toString());
    process.awaitLine("ready", PATIENCE);
    return process;
  }

  private static int used(Running process) {
    String output = process.awaitEnd(PATIENCE).orFail();
    return Integer.parseInt(output.replaceFirst("(?s).*used (\\d+).*", "$1"));
  }
}
