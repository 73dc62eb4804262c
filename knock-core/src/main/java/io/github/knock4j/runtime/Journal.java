// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Grant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which doors are open, so that a later process can close them if this one does not come
 * to it. A file is on disk before the first action opens, and goes when the last one has closed:
 * whenever the process dies, every door that may be open has its file.
 *
 * <p>A file carries a number, not a door and visitor: a door that was replaced by one of the same
 * name may still be open to a visitor of the new one. Thread-safe; no two calls for one lease come
 * at once.
 */
final class Journal implements AutoCloseable {

  /** A lease that an earlier process left, and its file. */
  record Left(String file, KeptLease lease) {}

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
  private static final String NUMBERED = "[0-9a-f]{16}\\.lease";

  private final LeaseStore store;
  private final Supplier<Moment> clock;
  private final boolean writes;
  private final AtomicLong number = new AtomicLong();

  /** Files of doors that are closed, still there because removing them failed. */
  private final Set<String> stale = ConcurrentHashMap.newKeySet();

  Journal(LeaseStore store, Supplier<Moment> clock) {
    this(store, clock, true);
  }

  private Journal(LeaseStore store, Supplier<Moment> clock, boolean writes) {
    this.store = store;
    this.clock = clock;
    this.writes = writes;
  }

  /** A journal that writes nothing. */
  static Journal inMemory() {
    Moment never = new Moment(0, Moment.NO_BOOT, 0);
    return new Journal(LeaseStore.NONE, () -> never, false);
  }

  /** A journal that takes the trouble to write, and forgets everything. */
  static Journal forgetful() {
    return new Journal(LeaseStore.NONE, Moment::now);
  }

  /** Reads what earlier processes left. To be called once, before anything else. */
  List<Left> left() throws IOException {
    List<Left> left = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : store.read().entrySet()) {
      try {
        left.add(new Left(file.getKey(), KeptLease.parse(file.getValue())));
      } catch (IllegalArgumentException e) {
        setAside(file.getKey(), e);
      }
      if (file.getKey().matches(NUMBERED)) {
        long used = Long.parseUnsignedLong(file.getKey().substring(0, 16), 16);
        number.accumulateAndGet(used, Math::max);
      }
    }
    return left;
  }

  private void setAside(String file, IllegalArgumentException why) {
    LOG.error("lease is garbled, its door may be open file={} in={}", file, store, why);
    try {
      store.setAside(file);
    } catch (IOException e) {
      LOG.error("garbled lease cannot be set aside file={} in={}", file, store, e);
    }
  }

  /** How long a lease that was left goes on: milliseconds, zero or less if it is over. */
  long remainingMs(Left left) {
    return left.lease().remainingMs(clock.get());
  }

  /** Whether all actions are known to have opened the door, in this boot of the host. */
  boolean isOpen(Left left) {
    return left.lease().isOpen() && left.lease().deadline().isSameBoot(clock.get());
  }

  /** If not, a visitor need not wait for {@link #opening}: it makes a text that nobody reads. */
  boolean writes() {
    return writes;
  }

  /** Before a door is opened: when this throws, it must not be. */
  void opening(Lease lease, Grant grant, long nowNs) throws IOException {
    String file = lease.file;
    if (file != null) {
      write(file, grant, nowNs);
      return;
    }
    String newFile = String.format("%016x.lease", number.incrementAndGet());
    try {
      write(newFile, grant, nowNs);
      lease.file = newFile;
    } catch (IOException e) {
      // Perhaps it is there, if not for sure: its door would be closed although it never opened.
      try {
        store.remove(newFile);
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /**
   * Before a lease is prolonged. When this throws, the old deadline may be what remains: a later
   * process would then close the door too early, which is better than too late.
   */
  void renewing(Lease lease, Grant grant, long nowNs) throws IOException {
    opening(lease, grant, nowNs);
  }

  /** All actions have opened, or prolonged. */
  void opened(Lease lease) {
    mark(lease, KeptLease.OPEN);
  }

  /** Actions begin to close, perhaps before the deadline. */
  void closing(Lease lease) {
    mark(lease, KeptLease.UNSURE);
  }

  /**
   * All actions have closed. When this throws, a later process closes once more, unless {@link #tidy}
   * succeeds before.
   */
  void closed(Lease lease) throws IOException {
    String file = lease.file;
    if (file != null) {
      lease.file = null; // should the visitor come back meanwhile, he has another
      stale.add(file);
      store.remove(file);
      stale.remove(file);
    }
  }

  /** Whether there are files that should be gone. */
  boolean isUntidy() {
    return !stale.isEmpty();
  }

  /** Tries again to remove the files of doors that are closed. */
  void tidy() {
    for (String file : stale) {
      try {
        store.remove(file);
        stale.remove(file);
      } catch (IOException e) {
        LOG.debug("lease of a closed door cannot be removed file={} in={}", file, store, e);
      }
    }
  }

  /** A lease that was left is covered by another one of the same door and visitor. */
  void covered(Left left) throws IOException {
    store.remove(left.file());
  }

  /** From now on, everything that is written fails, and another process may use the files. */
  @Override
  public void close() {
    store.close();
  }

  /**
   * Without fsync: if the host fails, the mark means nothing anyway. And without consequence if it
   * fails: at worst, who knocks in the next process has his door renewed or opened in vain.
   */
  private void mark(Lease lease, byte[] mark) {
    String file = lease.file;
    if (file != null) {
      try {
        store.append(file, mark);
      } catch (IOException e) {
        LOG.debug("lease cannot be marked file={} in={}", file, store, e);
      }
    }
  }

  private void write(String file, Grant grant, long nowNs) throws IOException {
    long leaseMs = ms(grant.deadlineNs() - grant.openedNs());
    Moment deadline = clock.get().plusMs(ms(grant.deadlineNs() - nowNs));
    KeptLease lease = new KeptLease(grant.door().name(), grant.visitor(), leaseMs, deadline, false);
    store.write(file, lease.toBytes());
  }

  /** Rounded up, so that no door is closed too early. */
  private static long ms(long ns) {
    return TimeUnit.NANOSECONDS.toMillis(ns) + 1;
  }
}
