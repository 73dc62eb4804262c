// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines are appended to, by one thread; another may close it meanwhile, and need not wait
 * until a line is taken. One that fails is opened anew for the next line.
 */
final class LogFile implements Closeable {

  private static final int FILE_TYPE = 0170000;
  private static final int PIPE = 0010000;

  private final Path path;
  private volatile @Nullable FileChannel channel;
  private volatile boolean closed;

  LogFile(Path path) {
    this.path = path;
  }

  /** Creates it if it is not there. */
  void open() throws IOException {
    channel = isPipe()
        // Both ends: to open one waits until somebody opens the other.
        ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
        : FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private boolean isPipe() throws IOException {
    return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == PIPE;
  }

  void append(String line) throws IOException {
    try {
      if (channel == null) {
        open();
      }
      FileChannel to = channel;
      if (to == null || closed) {
        throw new ClosedChannelException();
      }
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    } catch (IOException e) {
      closeChannel();
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    closeChannel();
  }

  private void closeChannel() {
    FileChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      // What could not be written, the line's own failure tells.
    }
  }
}
