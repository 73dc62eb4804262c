// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.socket.SocketSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnockdDoorsTest {

  @Test
  void runsTheCommandOfTheFile(@TempDir Path directory) throws Exception {
    Path opened = directory.resolve("opened");
    Path file = Files.writeString(
        directory.resolve("knockd.conf"),
        "[backup]\nsequence = 21401:udp,21403,21402\ncommand = mkdir " + opened + "\n");
    Door same = Door.named("backup")
        .knock(udp(21_401))
        .knock(tcp(21_403))
        .knock(tcp(21_402))
        .build();

    try (Doorkeeper keeper = KnockdDoors.guard(file, SocketSource.onLoopback())) {
      Visitor.knock("127.0.0.1", same);
      awaitOpening(keeper);
    }

    assertThat(opened).isDirectory();
  }

  private static void awaitOpening(Doorkeeper keeper) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (keeper.status().opened() == 0 && System.nanoTime() - endNs < 0) {
      Thread.onSpinWait();
    }
    assertThat(keeper.status().opened()).isOne();
  }
}
