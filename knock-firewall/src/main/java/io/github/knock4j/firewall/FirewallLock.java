// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one thread of one process at a time look at a firewall and then change it by what it saw.
 * iptables has a lock of its own, but holds it for a single command only.
 *
 * <p>Between processes it is a lock on a file, fcntl(2), which the kernel gives back when its owner
 * dies. A process that may not write the file goes on without, after a warning: a visitor who is
 * let in at the wrong place of a chain is better than one who is kept out. Thread-safe.
 */
final class FirewallLock {

  private static final Logger LOG = LoggerFactory.getLogger(FirewallLock.class);

  /** What systemd makes, and gives to the service's user, for RuntimeDirectory=knock4j. */
  private static final Path DIRECTORY = Path.of("/run/knock4j");

  /** File locks belong to the whole process, so its threads need another one. */
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

  private static final long PAUSE_MS = 2;

  private final Path directory;
  private final AtomicBoolean warned = new AtomicBoolean();

  FirewallLock(Path directory) {
    this.directory = directory;
  }

  static FirewallLock ofSystem() {
    return new FirewallLock(DIRECTORY);
  }

  /** What is done under the lock. */
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Waits for the lock as long as it takes, unless interrupted. */
  <T> T holding(Work<T> work) throws IOException, InterruptedException {
    THIS_PROCESS.lockInterruptibly();
    try (FileChannel file = open()) {
      if (file != null) {
        acquire(file);
      }
      return work.run();
    } finally {
      THIS_PROCESS.unlock();
    }
  }

  private @Nullable FileChannel open() {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory, permissions("rwx------"));
      }
      return FileChannel.open(
          directory.resolve("firewall.lock"),
          Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
          permissions("rw-------"));
    } catch (IOException | UnsupportedOperationException e) {
      if (warned.compareAndSet(false, true)) {
        LOG.warn("firewall is changed without a lock between processes reason={}", e.toString());
      }
      return null;
    }
  }

  /** Closing the channel gives it back. */
  private static void acquire(FileChannel file) throws IOException, InterruptedException {
    FileLock lock = null;
    while (lock == null) {
      try {
        lock = file.lock();
      } catch (OverlappingFileLockException e) {
        Thread.sleep(PAUSE_MS); // this class, loaded twice in one JVM
      } catch (FileLockInterruptionException e) {
        Thread.interrupted();
        throw new InterruptedException();
      }
    }
  }

  private static FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
