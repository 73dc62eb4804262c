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
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.RawPacketListener;

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

  private final PcapHandle handle;
  private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean isStopped;
  private volatile boolean isOver;
  private volatile @Nullable Thread reader;

  CaptureLoop(PcapHandle handle) {
    this.handle = handle;
  }

  /**
   * Reads until the end of the file, or until {@link #stop}. May be called again after a failure, by
   * the same thread.
   *
   * @return false if it was stopped
   * @throws IOException if libpcap cannot go on
   */
  boolean run(RawPacketListener listener) throws IOException {
    synchronized (tasks) {
      reader = Thread.currentThread();
      isOver = false;
    }
    try {
      boolean isAtEnd = false;
      while (!isStopped && !isAtEnd) {
        runTasks();
        isAtEnd = read(listener);
      }
      return isAtEnd;
    } finally {
      isOver = true;
      cancelTasks();
    }
  }

  /** False if it was told to break. */
  private boolean read(RawPacketListener listener) throws IOException {
    try {
      handle.loop(-1, listener);
      return true;
    } catch (InterruptedException e) {
      return false; // pcap4j's word for a broken loop; the thread itself was not interrupted
    } catch (PcapNativeException | NotOpenException e) {
      throw new IOException(e.getMessage(), e);
    }
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
      breakLoop();
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
