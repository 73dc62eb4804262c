// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.engine.KnockEngine;
import io.github.knock4j.engine.KnockListener;
import io.github.knock4j.engine.NoisyPort;
import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.DoorAction;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches for knocks and opens doors: packet sources, the engine, leases and actions, wired together.
 *
 * <pre>{@code
 * Doorkeeper keeper = Doorkeeper.watching(PcapSource.on("eth0"))
 *     .guard(ssh, Nftables.allowing(tcp(22)))
 *     .start();
 * }</pre>
 *
 * <p>Actions run on a small pool of threads, never on the thread that captures. Knocking again while a
 * door is open prolongs the lease; it does not open twice. A close that fails is tried again, at first
 * after a second, later once an hour.
 *
 * <p>The flight recorder of the JVM gets {@code io.github.knock4j.DoorOpened}, {@code DoorClosed},
 * {@code DoorFailed}, {@code DoorRefused} and {@code PacketsDropped}, if it is there: an application
 * of modules may have to add jdk.jfr. The jar has settings for a recording of these events alone, which
 * may go on for months: {@code META-INF/jfr/knock4j.jfc}.
 *
 * <p>Thread-safe. All threads are daemons: the application must keep itself alive, and close the
 * keeper before it ends, or doors stay open that nobody else closes.
 */
public final class Doorkeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  private static final int FEW_SWEEPS = 3;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

  private final Sources sources;
  private final boolean keepsGrants;
  private final boolean keepsLeases;
  private final Watch watch;
  private final KeeperThreads threads = new KeeperThreads();
  private final EventTeller teller;
  private final Chronicle chronicle;
  private final Hearsay hearsay;
  private final Grants grants;
  private final Successions successions;
  private final Clockwork clockwork;

  private volatile boolean running;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  private Doorkeeper(Builder builder) throws IOException {
    sources = new Sources(builder.sources);
    keepsGrants = builder.keepsGrants;
    keepsLeases = builder.leaseDirectory != null;
    watch = new Watch(builder.guards, builder.limits, builder.attempts, this::opened);
    teller = new EventTeller(builder.listener, threads, builder.lastWords);
    chronicle = new Chronicle(teller);
    hearsay = new Hearsay(chronicle);
    grants = new Grants(
        builder, builder.openJournal(), chronicle, threads, sources::nowNs, this::leasesChanged);
    clockwork = new Clockwork(sources::nowNs, grants, watch, threads);
    successions = new Successions(grants::openedAfter, this::succeed);
  }

  /**
   * Begins a doorkeeper.
   *
   * @param sources where packets come from, one or more; all stamp with the same clock
   * @return a builder that guards no door yet
   * @throws IllegalArgumentException if there is no source
   */
  public static Builder watching(PacketSource... sources) {
    return new Builder(List.of(sources));
  }

  /**
   * How things stand.
   *
   * @return a snapshot, not quite of one moment
   */
  public DoorkeeperStatus status() {
    return chronicle.status(running, grants.list(), watch.counters(), hearsay.deaf());
  }

  /**
   * The ports of this host that strangers try most; see {@link KnockEngine#noisiestPorts}. What a
   * source filters out is not counted.
   *
   * @param limit how many ports at most, 0 or more
   * @return the ports with the highest counts, highest first
   * @throws IllegalArgumentException if the limit is negative
   */
  public List<NoisyPort> noisiestPorts(int limit) {
    return watch.noisiestPorts(limit);
  }

  /**
   * Guards other doors from now on. Attempts and grants of doors that stay as they are go on; grants
   * of doors that are gone or changed end at their deadline, by the actions that opened them.
   *
   * @param newGuards doors of different names, and what they do
   * @throws IllegalArgumentException if two doors have one name
   * @throws IOException if a new door's action cannot make ready, or a source cannot listen for the
   *     new doors
   * @throws IllegalStateException if this is closed, or if an attempt listener calls it; in all
   *     these cases the old doors are still guarded
   */
  public void replaceGuards(Collection<Guard> newGuards) throws IOException {
    if (watch.isCurrent()) {
      throw new IllegalStateException("an attempt listener cannot replace guards");
    }
    replace(List.copyOf(newGuards));
  }

  private synchronized void replace(List<Guard> replacement) throws IOException {
    if (closing.get()) {
      throw new IllegalStateException("the doorkeeper is closed");
    }
    List<Guard> newGuards = successions.current(replacement);
    watch.check(newGuards);
    Set<Guard> added = new LinkedHashSet<>(newGuards);
    added.removeAll(Set.copyOf(watch.guards()));
    for (Guard guard : added) {
      guard.prepare();
    }
    List<Door> newDoors = Watch.doors(newGuards);
    sources.watch(newDoors, watch.doors());
    grants.adopt(newGuards);
    watch.replace(newGuards, sources.nowNs());
    warnOfSweeps(newDoors);
    LOG.info("doors replaced doors={}", newDoors.size());
  }

  /** A door whose sequence is spent goes on to the next one, even if a source cannot. */
  private synchronized void succeed(Door spent, Optional<Door> next) {
    if (closing.get()) {
      return;
    }
    List<Guard> guards = successions.current(watch.guards());
    try {
      sources.watch(Watch.doors(guards), watch.doors());
    } catch (IOException | RuntimeException e) {
      chronicle.sourceFailed(sources.names(), e);
    }
    watch.replace(guards, sources.nowNs());
    next.ifPresentOrElse(door -> warnOfSweeps(List.of(door)), () -> chronicle.usedUp(spent));
  }

  /**
   * Stops watching. Grants are closed, or left as they are if so built. Returns when that is done; an
   * action that is running may finish. When for half a minute no action has come to an end, those
   * that still run are interrupted, and what waited behind them is closed; when then no action ends
   * for as long again, what is left open is logged. An interrupt of the caller does not shorten this.
   *
   * <p>Closing twice does nothing but wait for the end of the first. Called by an action or a
   * listener, this returns at once, and the rest is done by a thread of its own.
   */
  @Override
  public void close() {
    if (threads.areCurrent() || watch.isCurrent()) {
      stopWatching();
      if (!closing.get()) {
        // No daemon: a JVM that is about to end waits until the doors are closed.
        new Thread(this::close, "knock4j-close").start();
      }
    } else if (closing.compareAndSet(false, true)) {
      try {
        shutDown();
      } finally {
        closed.countDown();
      }
    } else {
      awaitClosed();
    }
  }

  private void shutDown() {
    stopWatching();
    sources.close();
    clockwork.close();
    grants.end(keepsGrants, CLOSE_PATIENCE);
    grants.close();
    teller.close();
    LOG.info("stopped");
  }

  private void stopWatching() {
    running = false;
    watch.end();
  }

  private void awaitClosed() {
    boolean interrupted = false;
    while (closed.getCount() > 0) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void start() throws IOException {
    List<Door> doors = watch.doors();
    running = true;
    try {
      teller.start();
      WarmUp.begin(keepsLeases);
      for (Guard guard : watch.guards()) {
        guard.prepare();
      }
      grants.start(watch.guards()); // before packets come: a knock at an open door renews
      sources.start(doors, Handler::new);
      clockwork.start();
    } catch (Throwable failure) { // also an Error: a native library may be missing
      close();
      throw failure;
    }
    LOG.info("started doors={} sources={}", doors.size(), sources.count());
    warnOfSweeps(doors);
  }

  private void opened(Guard guard, Grant grant) {
    if (guard.sequences() == null) {
      grants.opened(guard, grant);
    } else {
      successions.knocked(guard, grant);
    }
  }

  private void leasesChanged() {
    clockwork.leasesChanged();
  }

  private static void warnOfSweeps(List<Door> doors) {
    KnockEngine.sweepsToOpen(doors).forEach((door, sweeps) -> {
      if (sweeps <= FEW_SWEEPS) {
        LOG.warn("door opens to plain port sweeps door={} sweeps={}", door.name(), sweeps);
      }
    });
  }

  /** Takes what one source delivers. */
  private final class Handler implements PacketHandler {

    private final int source;
    private final String name;

    Handler(int source, String name) {
      this.source = source;
      this.name = name;
    }

    @Override
    public void onPacket(PacketView packet, long nowNs) {
      watch.onPacket(packet, nowNs);
    }

    @Override
    public void onIdle(long nowNs) {
      grants.advance(nowNs);
    }

    @Override
    public void onLost(long count) {
      chronicle.packetsLost(count);
    }

    @Override
    public void onDropped(long count) {
      chronicle.packetsDropped(count);
    }

    @Override
    public void onFailure(Exception cause) {
      onFailure(name, cause);
    }

    @Override
    public void onFailure(String part, Exception cause) {
      if (running) {
        hearsay.failed(source, part, cause);
      }
    }

    @Override
    public void onRecovery() {
      onRecovery(name);
    }

    @Override
    public void onRecovery(String part) {
      if (running) {
        hearsay.recovered(source, part);
      }
    }
  }

  /** Collects what makes a doorkeeper. Not thread-safe; every method answers this builder. */
  public static final class Builder {

    private final List<PacketSource> sources;
    private final List<Guard> guards = new ArrayList<>();
    private EngineLimits limits = EngineLimits.defaults();
    private @Nullable Consumer<DoorkeeperEvent> listener;
    private @Nullable KnockListener attempts;
    int actionThreads = 4;
    Duration actionLimit = Duration.ofMinutes(1);
    int mostGrants = 65_536;
    private Duration lastWords = EventTeller.LAST_WORDS;
    private boolean keepsGrants;
    private @Nullable Path leaseDirectory;

    private Builder(List<PacketSource> sources) {
      if (sources.isEmpty()) {
        throw new IllegalArgumentException("a doorkeeper needs at least 1 source");
      }
      this.sources = sources;
    }

    /**
     * Adds a door and what it does.
     *
     * @param door the door
     * @param actions one or more, in the order of opening
     * @return this
     * @throws IllegalArgumentException if there is no action
     */
    public Builder guard(Door door, DoorAction... actions) {
      guards.add(Guard.of(door, actions));
      return this;
    }

    /**
     * Adds doors and what they do; the way to add doors with one-time sequences.
     *
     * @param more the doors with their actions
     * @return this
     */
    public Builder guards(Collection<Guard> more) {
      guards.addAll(more);
      return this;
    }

    /**
     * Sets the bounds of the engine's memory. {@link EngineLimits#defaults} if unset.
     *
     * @param limits the bounds
     * @return this
     */
    public Builder limits(EngineLimits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Sets who hears what becomes of grants and sources. Called on a thread of its own, one event
     * after the other; when more than 4,096 wait, further ones are dropped and counted.
     *
     * @param listener hears of every event
     * @return this
     */
    public Builder onEvent(Consumer<DoorkeeperEvent> listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /** How long closing tells the listener of what still waits; for tests. */
    Builder lastWords(Duration patience) {
      lastWords = patience;
      return this;
    }

    /**
     * Sets who hears of attempts. Called on the capturing thread, once for each packet that moves an
     * attempt: it must be quick.
     *
     * @param attempts hears of every attempt
     * @return this
     */
    public Builder onAttempt(KnockListener attempts) {
      this.attempts = Objects.requireNonNull(attempts, "attempts");
      return this;
    }

    /**
     * Sets how many actions may run at once. 4 if unset.
     *
     * @param threads 1..256
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder actionThreads(int threads) {
      actionThreads = inRange("action threads", threads, 256);
      return this;
    }

    /**
     * Sets how long one action may take to open, renew or close before its thread is interrupted.
     * One minute if unset; work that takes longer belongs on a thread of its own.
     *
     * @param limit more than zero, at most one day
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder actionLimit(Duration limit) {
      if (limit.isNegative() || limit.isZero() || limit.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "action limit must be more than zero and at most 1 day: " + limit);
      }
      actionLimit = limit;
      return this;
    }

    /**
     * Sets how many grants there may be at once. 65,536 if unset; each takes some hundred bytes.
     *
     * @param grants 1..1,048,576
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder mostGrants(int grants) {
      mostGrants = inRange("most grants", grants, 1 << 20);
      return this;
    }

    /**
     * Writes down which doors are open, so that none stays open if this process dies: the next keeper
     * with the same directory closes what is due, and goes on with the rest. If unset, nobody knows
     * after a crash.
     *
     * <p>Each grant has a small file, on disk before its door is opened, and gone when it is closed. It
     * holds the door's name, the visitor and the deadline, but no port. A door that cannot be written
     * down is not opened: that is a failed action. The deadline holds by the wall clock and, unless
     * the host was booted since, by the time since boot: whichever comes first.
     *
     * <p>The doors go by their names: what an earlier process opened is closed by the actions that a
     * door of that name now has. Leases of doors that are no longer guarded stay where they are, with
     * an ERROR in the log, until a keeper guards a door of that name, be it for {@linkplain
     * Guard#closingOnly closing only}. A file that is garbled is renamed to {@code *.bad}, also with
     * an ERROR.
     *
     * <p>For sources that are live: a replayed capture has a time of its own.
     *
     * @param directory made with mode 0700 if it is missing; else it must belong to this process's
     *     user, and nobody else may write to it. One keeper at a time uses it
     * @return this
     */
    public Builder keepingLeasesIn(Path directory) {
      leaseDirectory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    private Journal openJournal() throws IOException {
      return leaseDirectory == null
          ? Journal.inMemory()
          : new Journal(LeaseDirectory.open(leaseDirectory), Moment::now);
    }

    /**
     * Leaves doors open when the keeper is closed. If unset, they are closed. With {@link
     * #keepingLeasesIn} the next keeper goes on with them; else nobody closes them any more.
     *
     * @return this
     */
    public Builder keepGrants() {
      keepsGrants = true;
      return this;
    }

    /**
     * Has the actions make ready, starts the sources and begins to guard.
     *
     * <p>The first start in a JVM also begins to rehearse, beside all that, on a thread of its own: a
     * door that leads nowhere opens and closes some hundred times, of which nobody hears. That takes
     * about 0.1 s of one processor, a second at most, and spares the first visitors a wait for code to
     * be loaded and compiled.
     *
     * @return the running doorkeeper
     * @throws IllegalArgumentException if two doors have one name
     * @throws IOException if an action cannot make ready, a source cannot start, or the directory of
     *     leases cannot be used; no
     *     source is running then
     */
    public Doorkeeper start() throws IOException {
      Doorkeeper keeper = new Doorkeeper(this);
      keeper.start();
      return keeper;
    }

    private static int inRange(String what, int value, int most) {
      if (value < 1 || value > most) {
        throw new IllegalArgumentException(what + " must be 1.." + most + ": " + value);
      }
      return value;
    }
  }
}
