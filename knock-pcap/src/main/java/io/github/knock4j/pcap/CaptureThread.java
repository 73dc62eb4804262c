// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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
  private final Consumer<Exception> onFailure;
  private final Thread thread;
  private final CountDownLatch isSilent = new CountDownLatch(1);

  private CaptureThread(String name, Capture capture, Consumer<Exception> onFailure) {
    this.capture = capture;
    this.onFailure = onFailure;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Runs a capture on a thread of its own.
   *
   * @param onFailure told on that thread, at most once, what has ended the capture
   */
  static CaptureThread start(String name, Capture capture, Consumer<Exception> onFailure) {
    CaptureThread running = new CaptureThread(name, capture, onFailure);
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
    } catch (Exception e) { // a handler in another language than Java may throw any
      onFailure.accept(e);
    } catch (Error e) {
      onFailure.accept(new IOException("capture has died: " + e, e)); // or it would seem to live on
      throw e;
    } finally {
      isSilent.countDown();
    }
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Makes the capture end soon. */
  void stop() {
    capture.stop();
  }

  /**
   * Returns when the handler is no longer called after {@link #stop}; on the thread itself at once.
   * Does not wait for the handle to be closed: in a flood the kernel may take some 100 ms to take a
   * socket apart.
   */
  void awaitSilence() {
    if (isCurrent()) {
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
