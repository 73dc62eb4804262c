// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each lease in a file of its own, {@code *.lease}, in a directory that only one process uses
 * at a time. A file is written under another name, brought to disk, and renamed, so that a reader
 * never sees half of one.
 */
final class LeaseDirectory implements LeaseStore {

  /** The most files that are read; about 300 MB. */
  static final int MOST_FILES = 1 << 20;

  /** What ends the names of files that a process left when it died: they are removed. */
  static final String UNFINISHED = ".lease.tmp";

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
  private static final String SUFFIX = ".lease";
  private static final String ASIDE = ".bad";
  private static final int LARGEST = 4096;

  private final Path directory;
  private final boolean isPosix;
  private final DirectoryLock lock;
  private volatile boolean closed;

  private LeaseDirectory(Path directory, boolean isPosix, DirectoryLock lock) {
    this.directory = directory;
    this.isPosix = isPosix;
    this.lock = lock;
  }

  /**
   * Takes a directory into use, and makes it if it is missing.
   *
   * @throws IOException if the directory cannot be trusted or written to, or another process uses it
   */
  static LeaseDirectory open(Path directory) throws IOException {
    boolean isPosix = PrivateDirectory.ensure(directory);
    Path real = directory.toRealPath();
    DirectoryLock lock = DirectoryLock.take(real, PrivateDirectory.fileAttributes(isPosix));
    return new LeaseDirectory(real, isPosix, lock);
  }

  @Override
  public Map<String, byte[]> read() throws IOException {
    checkOpen();
    Map<String, byte[]> files = new TreeMap<>();
    int left = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (name.endsWith(UNFINISHED)) {
          Files.deleteIfExists(file);
        } else if (name.endsWith(SUFFIX) && files.size() == MOST_FILES) {
          left++;
        } else if (name.endsWith(SUFFIX)) {
          readInto(files, name, file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (left > 0) {
      LOG.error("too many leases to read directory={} left={}", directory, left);
    }
    return files;
  }

  private static void readInto(Map<String, byte[]> files, String name, Path file) {
    try {
      if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
        throw new IOException("no regular file");
      }
      try (InputStream in = Files.newInputStream(file, NOFOLLOW_LINKS)) {
        files.put(name, in.readNBytes(LARGEST));
      }
    } catch (IOException e) {
      LOG.error("lease cannot be read file={}", file, e);
    }
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    checkOpen();
    Path file = directory.resolve(name);
    Path unfinished = directory.resolve(name.replace(SUFFIX, UNFINISHED));
    try {
      Files.deleteIfExists(unfinished);
      try (FileChannel channel = FileChannel.open(
          unfinished, Set.of(CREATE_NEW, WRITE), PrivateDirectory.fileAttributes(isPosix))) {
        writeFully(channel, content);
        channel.force(true);
      }
      Files.move(unfinished, file, ATOMIC_MOVE, REPLACE_EXISTING);
      forceDirectory();
    } catch (IOException e) {
      try {
        Files.deleteIfExists(unfinished);
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  @Override
  public void append(String name, byte[] content) throws IOException {
    checkOpen();
    Set<OpenOption> existing = Set.of(APPEND, NOFOLLOW_LINKS);
    try (FileChannel channel = FileChannel.open(directory.resolve(name), existing)) {
      writeFully(channel, content);
    }
  }

  @Override
  public void remove(String name) throws IOException {
    checkOpen();
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public void setAside(String name) throws IOException {
    checkOpen();
    // Numbers may be used again, and another file may turn bad.
    String aside = name + "-" + System.currentTimeMillis() + ASIDE;
    Files.move(directory.resolve(name), directory.resolve(aside));
  }

  @Override
  public void close() {
    closed = true;
    try {
      lock.close();
    } catch (IOException e) {
      LOG.error("directory of leases cannot be unlocked directory={}", directory, e);
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("the keeper that used " + directory + " is closed");
    }
  }

  /** Brings names to disk: fsync(2) of a file does not cover its entry in the directory. */
  private void forceDirectory() throws IOException {
    if (isPosix) {
      try (FileChannel channel = FileChannel.open(directory, READ)) {
        channel.force(true);
      }
    }
  }

  private static void writeFully(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
