// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The thread that runs a capture, and how to wait until it no longer calls the handler. */
final class CaptureThread {

  /** Something that runs until it is told to stop, and is closed after that. */
  interface Capture extends AutoCloseable {
    void run() throws IOException;

    /** From any thread, any number of times, also when it is over. */
    void stop();

    @Override
    void close();
  }

  private final Capture capture;
  private final PacketHandler handler;
  private final Thread thread;
  private final CountDownLatch isSilent = new CountDownLatch(1);

  private CaptureThread(String name, Capture capture, PacketHandler handler) {
    this.capture = capture;
    this.handler = handler;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  static CaptureThread start(String name, Capture capture, PacketHandler handler) {
    CaptureThread running = new CaptureThread(name, capture, handler);
    running.thread.start();
    return running;
  }

  private void run() {
    try (capture) {
      deliver();
    }
  }

  private void deliver() {
    try {
      capture.run();
    } catch (IOException | RuntimeException e) {
      handler.onFailure(e);
    } finally {
      isSilent.countDown();
    }
  }

  /**
   * Returns when the handler is no longer called; on the thread itself at once. Does not wait for
   * the handle to be closed: in a flood the kernel may take some 100 ms to take a socket apart.
   */
  void stop() {
    capture.stop();
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean isInterrupted = false;
    while (isSilent.getCount() > 0) {
      try {
        isSilent.await();
      } catch (InterruptedException e) {
        isInterrupted = true; // for the caller to see later: the handler may not be called any more
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** False if the handler may still be called by then. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return isSilent.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
