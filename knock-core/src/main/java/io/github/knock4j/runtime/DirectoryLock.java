// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Set;

/** One user of a directory at a time; the system ends the lock with the process. */
final class DirectoryLock implements AutoCloseable {

  /**
   * What this JVM has locked. To try a lock once more would be an end of it: fcntl(2) drops a
   * process's locks on a file when it closes any descriptor of that file.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Locks a directory by a file in it.
   *
   * @throws IOException if someone else has it, or the file cannot be made
   */
  static DirectoryLock take(Path realDirectory, FileAttribute<?>... attributes) throws IOException {
    synchronized (HELD) {
      if (HELD.contains(realDirectory)) {
        throw inUse(realDirectory, "another keeper of this process");
      }
      FileChannel channel = FileChannel.open(
          realDirectory.resolve("lock"), Set.of(CREATE, WRITE, NOFOLLOW_LINKS), attributes);
      boolean locked = false;
      try {
        locked = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) { // a copy of this class, in another class loader
        throw inUse(realDirectory, "another keeper of this process");
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      if (!locked) {
        throw inUse(realDirectory, "another process");
      }
      HELD.add(realDirectory);
      return new DirectoryLock(realDirectory, channel);
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (channel.isOpen()) {
        HELD.remove(directory);
        channel.close();
      }
    }
  }

  private static IOException inUse(Path directory, String by) {
    return new IOException("the directory of leases is in use by " + by + ": " + directory);
  }
}
