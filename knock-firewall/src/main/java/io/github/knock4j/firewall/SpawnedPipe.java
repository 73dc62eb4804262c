// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import com.sun.jna.LastErrorException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A pipe to or from a command that is about to start. Its descriptors are only for the start, and closed
 * in every process that somebody else starts meanwhile. What this JVM keeps is a stream that proc(5)
 * opens to the same pipe, as Java makes none of a number.
 */
final class SpawnedPipe implements Closeable {

  private static final int O_CLOEXEC = 0x80000;

  private final int[] ends;
  private @Nullable Closeable stream;

  SpawnedPipe() throws IOException {
    try {
      ends = open();
    } catch (LastErrorException e) {
      throw new IOException("cannot open a pipe: " + e.getMessage(), e);
    }
  }

  /** Above 2, whose numbers the command's own need, and which a JVM may run without. */
  private static int[] open() {
    int[] ends = new int[2];
    LibC.pipe2(ends, O_CLOEXEC);
    if (Math.min(ends[0], ends[1]) > 2) {
      return ends;
    }
    try {
      return open();
    } finally {
      release(ends);
    }
  }

  int readEnd() {
    return ends[0];
  }

  int writeEnd() {
    return ends[1];
  }

  InputStream input() throws IOException {
    FileInputStream input = new FileInputStream("/proc/self/fd/" + readEnd());
    stream = input;
    return new BufferedInputStream(input); // which does not try to seek in it, to read all
  }

  OutputStream output() throws IOException {
    FileOutputStream output = new FileOutputStream("/proc/self/fd/" + writeEnd());
    stream = output;
    return output;
  }

  /** Leaves the stream open beyond the close. */
  void handOver() {
    stream = null;
  }

  @Override
  public void close() throws IOException {
    release(ends);
    if (stream != null) {
      stream.close();
    }
  }

  private static void release(int[] ends) {
    for (int end : ends) {
      LibC.release(end);
    }
  }
}
