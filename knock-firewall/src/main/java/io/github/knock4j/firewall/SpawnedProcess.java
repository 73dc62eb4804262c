// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process that {@link PosixSpawn} has started. A daemon thread waits for its end, as the JDK has one
 * for each of its own: so none stays behind as a zombie, whether anybody asks for it or not.
 *
 * <p>Its streams stay as they are when it ends, with all that it has printed; who asked for them closes
 * them.
 */
final class SpawnedProcess extends Process {

  /** When somebody else in this JVM has waited for any child, and taken this one's status away. */
  private static final int UNKNOWN = 255;

  private final OutputStream stdin;
  private final InputStream stdout;
  private final InputStream stderr;
  private final int pid;
  private final Optional<ProcessHandle> handle;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitValue;

  private SpawnedProcess(OutputStream stdin, InputStream stdout, InputStream stderr, int pid) {
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    this.pid = pid;
    // Before anybody has waited for it: after that, the id may be another's.
    this.handle = ProcessHandle.of(pid);
  }

  /**
   * Starts a program.
   *
   * @param argv the program, sought in PATH if it has no slash, and its arguments
   * @param variables on top of those of this JVM
   * @param hasInput false for an empty stdin
   * @throws IOException if it cannot be started
   */
  static Process start(List<String> argv, Map<String, String> variables, boolean hasInput)
      throws IOException {
    try (SpawnedPipe in = hasInput ? new SpawnedPipe() : null;
        SpawnedPipe out = new SpawnedPipe();
        SpawnedPipe err = new SpawnedPipe()) {
      OutputStream stdin = in == null ? OutputStream.nullOutputStream() : in.output();
      InputStream stdout = out.input();
      InputStream stderr = err.input();
      int pid = PosixSpawn.start(
          argv,
          variables,
          in == null ? PosixSpawn.NOTHING : in.readEnd(),
          out.writeEnd(),
          err.writeEnd());
      if (in != null) {
        in.handOver();
      }
      out.handOver();
      err.handOver();
      return new SpawnedProcess(stdin, stdout, stderr, pid).reaped();
    }
  }

  private Process reaped() {
    Thread reaper = new Thread(this::reap, "knock4j-command-end");
    reaper.setDaemon(true);
    reaper.start();
    return this;
  }

  private void reap() {
    while (true) {
      try {
        int[] status = new int[1];
        LibC.waitpid(pid, status, 0);
        int signal = status[0] & 0x7f;
        exitValue = signal == 0 ? status[0] >> 8 & 0xff : 128 + signal;
        break;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != LibC.EINTR) {
          exitValue = UNKNOWN;
          break;
        }
      }
    }
    ended.countDown();
  }

  @Override
  public boolean isAlive() {
    return ended.getCount() > 0;
  }

  @Override
  public int waitFor() throws InterruptedException {
    ended.await();
    return exitValue;
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    return ended.await(timeout, unit);
  }

  @Override
  public int exitValue() {
    if (isAlive()) {
      throw new IllegalThreadStateException("process has not ended: " + pid);
    }
    return exitValue;
  }

  @Override
  public long pid() {
    return pid;
  }

  /** Not supported if proc(5) is mounted so that it hides the processes of others, and this is one. */
  @Override
  public ProcessHandle toHandle() {
    return handle.orElseThrow(UnsupportedOperationException::new);
  }

  @Override
  public OutputStream getOutputStream() {
    return stdin;
  }

  @Override
  public InputStream getInputStream() {
    return stdout;
  }

  @Override
  public InputStream getErrorStream() {
    return stderr;
  }

  @Override
  public void destroy() {
    toHandle().destroy();
  }

  @Override
  public Process destroyForcibly() {
    toHandle().destroyForcibly();
    return this;
  }
}
