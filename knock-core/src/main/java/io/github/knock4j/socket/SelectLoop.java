// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that waits on all sockets and calls the handler.
 *
 * <p>It takes one packet per ready port and round. So a busy port cannot starve the others, and
 * packets are told in about the order of their arrival: the selector names ports in the order in
 * which they became ready (Linux does; others may not), and taking more than one from the first
 * would bring those before the second port's.
 *
 * <p>A port that fails, mostly because the process is out of file descriptors, rests for a while.
 * Its connections wait in the kernel, and the loop does not spin on them.
 */
final class SelectLoop implements Runnable {

  /** How long closing waits for a handler that is under way, unless somebody has more patience. */
  static final Duration CLOSE_PATIENCE = Duration.ofMillis(150);

  /** How long starting and changing ports wait for the loop to take notice. */
  private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(1);

  private static final long REST_MS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(SelectLoop.class);

  private final PacketHandler handler;
  private final Duration closePatience;
  private final Selector selector;
  private final Thread thread;
  private final Queue<CountDownLatch> waiting = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closing;

  // Of the loop's own thread:
  private final SocketPacket packet = new SocketPacket();
  private final List<SelectionKey> resting = new ArrayList<>();
  private final Set<SelectionKey> failing = new HashSet<>();
  private boolean hasToldFailure;
  private final Trouble broken = new Trouble();
  private final Trouble misbehaved = new Trouble();
  private long restEndNs;

  SelectLoop(PacketHandler handler, Duration closePatience) throws IOException {
    this.handler = handler;
    this.closePatience = closePatience;
    selector = Selector.open();
    thread = new Thread(this, "knock4j-sockets");
    thread.setDaemon(true);
  }

  /** Starts the loop; it waits on what was added when this returns. */
  void start() {
    thread.start();
    awaitRound();
  }

  /**
   * Waits on these, too.
   *
   * @throws IOException if the loop has ended; the listeners are closed then
   */
  void add(Collection<Listener> listeners) throws IOException {
    try {
      for (Listener listener : listeners) {
        listener.channel().register(selector, listener.readiness(), listener);
      }
    } catch (ClosedSelectorException e) {
      // Ended meanwhile; the check below says so.
    }
    if (closing) {
      listeners.forEach(Listener::close);
      throw new IOException("the socket source is closed");
    }
    selector.wakeup();
  }

  /** Closes these; they are gone, and no call for them is under way, when this returns. */
  void remove(Collection<Listener> listeners) {
    listeners.forEach(Listener::close);
    awaitRound();
  }

  /**
   * Only a selection lets a new channel in and a closed one go. What is ready before it is let in
   * comes in no order.
   */
  private void awaitRound() {
    CountDownLatch served = new CountDownLatch(1);
    waiting.add(served);
    if (ended.getCount() > 0) {
      selector.wakeup();
      await(served, CHANGE_PATIENCE);
    }
  }

  /** Ends the loop; its ports are free, and no call is under way, when this returns. */
  void close() {
    closing = true;
    selector.wakeup();
    await(ended, closePatience);
  }

  /** The handler's own thread cannot wait for itself; a handler that blocks is not waited for. */
  private void await(CountDownLatch latch, Duration patience) {
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    long endNs = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        if (!latch.await(endNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          LOG.warn(
              "handler does not return, no longer waiting for it waited={}ms", patience.toMillis());
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        round();
      }
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("stopped listening", e);
      tell(e instanceof Exception failure ? failure : new IOException("the loop died", e));
    } finally {
      closing = true;
      release();
    }
  }

  private void round() throws IOException {
    Thread.interrupted(); // would make each selection return at once
    // Taken before the selection in which those who wait want to see their channels go.
    List<CountDownLatch> served = takeWaiting();
    if (!served.isEmpty()) {
      selector.selectNow(this::onReady);
    } else if (resting.isEmpty()) {
      selector.select(this::onReady);
    } else {
      selector.select(this::onReady, REST_MS);
    }
    served.forEach(CountDownLatch::countDown);
    wakeRested();
  }

  private List<CountDownLatch> takeWaiting() {
    List<CountDownLatch> taken = List.of();
    for (CountDownLatch next = waiting.poll(); next != null; next = waiting.poll()) {
      taken = taken.isEmpty() ? new ArrayList<>() : taken;
      taken.add(next);
    }
    return taken;
  }

  private void onReady(SelectionKey key) {
    if (closing || !key.isValid()) {
      return;
    }
    try {
      if (listener(key).take(packet)) {
        recover(key);
        deliver();
      }
    } catch (ClosedChannelException e) {
      // No longer watched.
    } catch (IOException e) {
      rest(key, e);
    }
  }

  private void deliver() {
    long nowNs = System.nanoTime();
    try {
      handler.onPacket(packet, nowNs);
    } catch (RuntimeException e) {
      if (misbehaved.isNew(nowNs)) {
        LOG.warn("handler failed on a packet, listening goes on", e);
      }
    } finally {
      // Left set by a handler, the flag would close the next channel that is read.
      Thread.interrupted();
    }
  }

  private void rest(SelectionKey key, IOException failure) {
    long nowNs = System.nanoTime();
    if (resting.isEmpty()) {
      restEndNs = nowNs + TimeUnit.MILLISECONDS.toNanos(REST_MS);
    }
    resting.add(key);
    failing.add(key);
    setInterest(key, 0);
    if (broken.isNew(nowNs)) {
      hasToldFailure = true;
      LOG.warn("cannot receive, trying again until it works cause={}", failure.getMessage());
      tell(failure);
    }
  }

  /** The last port that failed takes packets again. */
  private void recover(SelectionKey key) {
    if (failing.remove(key)
        && failing.stream().noneMatch(SelectionKey::isValid)
        && hasToldFailure) {
      failing.clear();
      hasToldFailure = false;
      try {
        handler.onRecovery();
      } catch (RuntimeException e) {
        LOG.warn("handler failed on a recovery", e);
      }
    }
  }

  private void wakeRested() {
    if (!resting.isEmpty() && System.nanoTime() - restEndNs >= 0) {
      resting.forEach(key -> setInterest(key, listener(key).readiness()));
      resting.clear();
    }
  }

  private void tell(Exception failure) {
    try {
      handler.onFailure(failure);
    } catch (RuntimeException e) {
      LOG.warn("handler failed on a failure", e);
    }
  }

  private void release() {
    selector.keys().forEach(key -> listener(key).close());
    try {
      selector.close();
    } catch (IOException e) {
      LOG.warn("selector not closed", e);
    }
    ended.countDown();
    takeWaiting().forEach(CountDownLatch::countDown);
  }

  private static Listener listener(SelectionKey key) {
    return (Listener) key.attachment();
  }

  private static void setInterest(SelectionKey key, int readiness) {
    try {
      key.interestOps(readiness);
    } catch (CancelledKeyException e) {
      // No longer watched.
    }
  }
}
