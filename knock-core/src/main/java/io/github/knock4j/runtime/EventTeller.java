// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener of events, in order, on a thread of its own: a slow listener delays neither
 * packets nor actions. What it is too slow for is dropped and counted.
 */
final class EventTeller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
  private static final int MOST_WAITING = 4096;

  /** How long closing tells what still waits, unless somebody has more patience. */
  static final Duration LAST_WORDS = Duration.ofMillis(100);

  private final @Nullable Consumer<DoorkeeperEvent> listener;
  private final Duration lastWords;
  private final AtomicLong dropped = new AtomicLong();
  private final ThreadPoolExecutor thread;

  EventTeller(@Nullable Consumer<DoorkeeperEvent> listener, KeeperThreads factory) {
    this(listener, factory, LAST_WORDS);
  }

  EventTeller(
      @Nullable Consumer<DoorkeeperEvent> listener, KeeperThreads factory, Duration lastWords) {
    this.listener = listener;
    this.lastWords = lastWords;
    thread = new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MOST_WAITING),
        factory.named("knock4j-events"),
        (task, executor) -> dropped.incrementAndGet());
  }

  /** Makes the thread, so that none can be wanting later; none is made where nobody listens. */
  void start() {
    if (listener != null) {
      thread.prestartCoreThread();
    }
  }

  void tell(DoorkeeperEvent event) {
    if (listener != null) {
      thread.execute(() -> tellNow(listener, event));
    }
  }

  long dropped() {
    return dropped.get();
  }

  /** Tells what still waits, for a moment at most. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(lastWords.toMillis(), TimeUnit.MILLISECONDS)) {
        dropped.addAndGet(thread.shutdownNow().size());
      }
    } catch (InterruptedException e) {
      // Whoever is in a hurry does not wait; the listener hears the rest all the same.
      Thread.currentThread().interrupt();
    }
  }

  private static void tellNow(Consumer<DoorkeeperEvent> listener, DoorkeeperEvent event) {
    try {
      listener.accept(event);
    } catch (Throwable thrown) { // also an Error: what follows shall be told all the same
      LOG.warn("listener failed event={}", event.getClass().getSimpleName(), thrown);
    }
  }
}
