// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;

/**
 * Reads one libpcap handle on one thread, and lets other threads end that or do something in
 * between.
 *
 * <p>libpcap allows one thread at a time to use a handle, {@code pcap_breakloop} excepted:
 * replacing a filter frees the old one, which the reading thread may just be running. So other
 * threads leave a task here and break the loop; the reading thread finds out why it woke, runs the
 * task and reads on. The kernel goes on filling the ring meanwhile. Breaking takes effect at once
 * from libpcap 1.10 on, also while no packet comes; before, perhaps only with the next packet. A
 * break that comes before the loop begins is remembered by libpcap.
 *
 * <p>Whoever calls {@link #run} closes the handle after it has returned, never before; pcap4j then
 * turns later calls away with {@link NotOpenException}.
 */
final class CaptureLoop {

  /** Takes frames, on the reading thread. */
  @FunctionalInterface
  interface Listener {
    /** The frame is good until this returns. What is thrown ends the reading. */
    void onFrame(FrameReader frame);
  }

  private final PcapHandle handle;
  private final FrameReader frames;
  private final boolean hasEnd;
  private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean isStopped;
  private volatile boolean isOver;
  private volatile @Nullable Thread reader;

  private CaptureLoop(PcapHandle handle, boolean hasEnd) throws IOException {
    this.handle = handle;
    this.hasEnd = hasEnd;
    frames = new FrameReader(handle);
  }

  static CaptureLoop live(PcapHandle handle) throws IOException {
    return new CaptureLoop(handle, false);
  }

  static CaptureLoop ofFile(PcapHandle handle) throws IOException {
    return new CaptureLoop(handle, true);
  }

  /**
   * Reads until the end of the file, or until {@link #stop}. May be called again after a failure, by
   * the same thread.
   *
   * @return false if it was stopped
   * @throws IOException if libpcap cannot go on
   */
  boolean run(Listener listener) throws IOException {
    synchronized (tasks) {
      reader = Thread.currentThread();
      isOver = false;
    }
    try {
      return read(listener);
    } finally {
      isOver = true;
      cancelTasks();
    }
  }

  /**
   * For libpcap, a file that is at its end is one more broken loop; only stopping breaks that of a
   * file.
   */
  private boolean read(Listener listener) throws IOException {
    boolean isAtEnd = false;
    while (!isStopped && !isAtEnd) {
      runTasks();
      switch (frames.next()) {
        case FRAME -> listener.onFrame(frames);
        case BREAK -> isAtEnd = hasEnd && !isStopped;
        case NOTHING -> {}
      }
    }
    return isAtEnd;
  }

  /** Makes {@link #run} return soon; from any thread, any number of times, before and after it. */
  void stop() {
    isStopped = true;
    breakLoop();
  }

  /**
   * Runs a task between two packets, and waits for that. From any thread; from the reading one, or
   * as long as none reads, it runs at once.
   *
   * @return false if it was not run because the loop is over
   */
  boolean between(Callable<?> task) throws IOException {
    FutureTask<?> future = new FutureTask<>(task);
    if (!runHere(future)) {
      tasks.add(future);
      if (!hasEnd) {
        breakLoop(); // a file is never waited for: its task runs before the next frame
      }
      if (isOver) {
        cancelTasks();
      }
    }
    try {
      future.get();
      return true;
    } catch (CancellationException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Under the lock that reading begins with: until it does, nobody else would run a task. */
  private boolean runHere(FutureTask<?> task) {
    synchronized (tasks) {
      boolean isHere = reader == null || Thread.currentThread() == reader;
      if (isHere) {
        task.run();
      }
      return isHere;
    }
  }

  private void breakLoop() {
    try {
      handle.breakLoop();
    } catch (NotOpenException e) {
      // over already, as wished
    }
  }

  private void runTasks() {
    for (FutureTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void cancelTasks() {
    for (FutureTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
      task.cancel(false);
    }
  }
}
