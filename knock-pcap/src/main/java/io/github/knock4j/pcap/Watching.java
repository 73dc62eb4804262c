// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a started source that looks after its interfaces. */
final class Watching implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
  private static final int LOOK_EVERY_MS = 1000;

  /** Between two looks: changes come in bursts, and routers have many. */
  private static final long SMALLEST_PAUSE_NS = Duration.ofMillis(2).toNanos();

  private final Complaints complaints = new Complaints(LOG, "interfaces cannot be attended to");
  private final InterfaceChoice choice;
  private final LinkChanges changes;
  private final Attendant attendant;
  private volatile boolean isClosed;

  /** From now on changes are noticed; nothing is listened on yet. */
  Watching(PcapSource source, Collection<Door> doors, PacketHandler handler) {
    choice = source.choice();
    changes = LinkChanges.watch(choice.asksForRoutes());
    attendant = new Attendant(
        choice,
        doors,
        (link, current) -> LiveCapture.open(source, link, current, handler),
        handler,
        changes::wake);
  }

  /** Begins, or fails and leaves nothing behind. Whoever closes it in the meantime need not wait. */
  void start(boolean mustBeUp) throws IOException {
    try {
      attendant.start(Situation.now(choice), mustBeUp, System.nanoTime());
      Thread thread = new Thread(this::run, "knock4j-pcap-watch");
      thread.setDaemon(true);
      thread.start();
    } catch (IOException | RuntimeException | Error e) {
      attendant.close();
      changes.close();
      throw e;
    }
  }

  private void run() {
    try (changes) {
      while (!isClosed) {
        changes.await(LOOK_EVERY_MS);
        if (!isClosed) {
          look();
        }
        LockSupport.parkNanos(SMALLEST_PAUSE_NS);
      }
    }
  }

  private void look() {
    try {
      attendant.attend(Situation.now(choice), System.nanoTime());
    } catch (Throwable e) { // a handler that is told of a break may throw any
      // Without this thread no interface would ever come back.
      complaints.add(e);
      LockSupport.parkNanos(Duration.ofMillis(LOOK_EVERY_MS).toNanos());
    }
  }

  void watch(Collection<Door> doors) throws IOException {
    attendant.watch(doors);
  }

  @Override
  public void close() {
    isClosed = true;
    attendant.close();
    changes.wake();
  }
}
