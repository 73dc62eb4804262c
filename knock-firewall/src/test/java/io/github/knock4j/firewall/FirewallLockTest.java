// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FirewallLockTest {

  @TempDir
  private Path directory;

  @Test
  void letsOneThreadInAtATime() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    StringBuffer order = new StringBuffer();
    Thread first = new Thread(() -> hold(() -> {
      inside.countDown();
      done.await(); // until the second one is known to wait
      order.append("first ");
      return true;
    }));
    Thread second = new Thread(() -> hold(() -> order.append("second")));

    first.start();
    inside.await();
    second.start();
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    done.countDown();
    first.join();
    second.join();

    assertThat(order).hasToString("first second");
  }

  @Test
  void givesTheLockBackWhenTheWorkFails() throws Exception {
    FirewallLock lock = new FirewallLock(directory);

    assertThatThrownBy(() -> lock.holding(() -> {
          throw new IOException("no");
        }))
        .hasMessage("no");

    assertThat(lock.holding(() -> 7)).isEqualTo(7);
    try (FileChannel file = file();
        FileLock free = file.tryLock()) {
      assertThat(free).isNotNull();
    }
  }

  @Test
  void stopsWaitingWhenInterrupted() throws Exception {
    try (FileChannel file = file();
        FileLock taken = file.lock()) {
      Thread waiting = new Thread(() -> hold(() -> true));
      waiting.start();

      waiting.interrupt();

      waiting.join(TimeUnit.SECONDS.toMillis(10));
      assertThat(waiting.isAlive()).isFalse();
      assertThat(taken.isValid()).isTrue();
    }
  }

  @Test
  void makesItsDirectoryForItsUserAlone() throws Exception {
    Path inside = directory.resolve("knock4j");

    new FirewallLock(inside).holding(() -> true);

    assertThat(permissions(inside)).isEqualTo("rwx------");
    assertThat(permissions(inside.resolve("firewall.lock"))).isEqualTo("rw-------");
  }

  @Test
  void doesWithoutAFileThatCannotBe() throws Exception {
    Path nowhere = directory.resolve("missing").resolve("knock4j");

    assertThat(new FirewallLock(nowhere).holding(() -> 7)).isEqualTo(7);
  }

  @Test
  void doesNotFollowALinkThatSomebodyHasLaid() throws Exception {
    Path elsewhere = directory.resolve("elsewhere");
    Files.createSymbolicLink(directory.resolve("firewall.lock"), elsewhere);

    assertThat(new FirewallLock(directory).holding(() -> 7)).isEqualTo(7);

    assertThat(elsewhere).doesNotExist();
  }

  private void hold(FirewallLock.Work<?> work) {
    try {
      new FirewallLock(directory).holding(work);
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private FileChannel file() throws IOException {
    return FileChannel.open(
        directory.resolve("firewall.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
