// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.runtime.Doorkeeper;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackupDoorTest {

  @Test
  void runsOnceForAVisitorWhoKnocksTwice() throws Exception {
    BlockingQueue<String> backups = new LinkedBlockingQueue<>();

    try (Doorkeeper keeper = BackupDoor.guard(backups::add)) {
      Visitor.knock("127.0.0.1", BackupDoor.door());
      Visitor.knock("127.0.0.1", BackupDoor.door());

      assertThat(backups.poll(5, TimeUnit.SECONDS)).isEqualTo("127.0.0.1");
      awaitSecondSequence(keeper);
    }
    assertThat(backups).as("what came after the first, when all was over").isEmpty();
  }

  @Test
  void makesOneBackupAtATimeOnAThreadOfItsOwn() throws Exception {
    ExecutorService worker = Executors.newSingleThreadExecutor();
    BlockingQueue<String> threads = new LinkedBlockingQueue<>();

    try (Doorkeeper keeper =
        BackupDoor.guard(visitor -> threads.add(Thread.currentThread().getName()), worker)) {
      Visitor.knock("127.0.0.1", BackupDoor.door());

      String keepers = "knock4j";
      assertThat(threads.poll(10, TimeUnit.SECONDS)).isNotNull().doesNotStartWith(keepers);
      assertThat(keeper.status().failed()).isZero();
    } finally {
      worker.shutdown();
    }
  }

  private static void awaitSecondSequence(Doorkeeper keeper) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (keeper.status().engine().cooled() == 0 && System.nanoTime() - endNs < 0) {
      Thread.onSpinWait();
    }
    assertThat(keeper.status().engine().cooled()).isOne();
  }
}
