// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.packet.PacketView;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Matches packets against the sequences of doors. Bytes and time go in, openings come out: no thread,
 * no clock, no input or output.
 *
 * <pre>{@code
 * KnockEngine engine = KnockEngine.guarding(doors, EngineLimits.defaults(), listener);
 * engine.onPacket(view, nowNs);
 * }</pre>
 *
 * <p>A door opens when the last packets it heard from a visitor are its knocks, in order, the first
 * of them less than the window before the last; those packets are then spent. Every pair of a visitor
 * and a door is independent of all others.
 *
 * <p>Times are nanoseconds of any monotonic clock, which may wrap. A packet that opens no door
 * allocates nothing, unless it makes the table double. Memory is bounded by {@link EngineLimits};
 * when a place is wanted and none is free, the attempt goes that is over, else the least advanced,
 * else the oldest of those in question.
 *
 * <p>What a packet costs depends on the doors whose first knock it is, on the attempts that its
 * visitor has under way, on how many different flags are asked for by the doors that hear it, and on
 * how many places one visitor may take: 8, or twice the number of doors that share a knock, or up to
 * 64 where doors hear different packets. Further doors that hear the same packets and have ports of
 * their own cost nothing more.
 *
 * <p>Not thread-safe: one thread owns an engine.
 */
public final class KnockEngine {

  private static final Lock[] NONE = {};

  private final Tally tally;
  private final PortCounts refused = new PortCounts();
  private final Openings openings;
  private final Attempts plain;
  private final Attempts repeating;
  private Attempts nextToSweep;
  private Locks locks;
  private @Nullable Explainer explainer;

  private KnockEngine(
      Collection<Door> doors, EngineLimits limits, KnockListener listener, RandomGenerator random) {
    locks = Locks.of(doors, null);
    tally = new Tally(Objects.requireNonNull(listener, "listener"));
    Placement keys = new Placement(random, 0);
    openings = new Openings(limits, keys);
    plain = new PlainAttempts(limits, keys, this::lockAt, openings, tally);
    repeating = new RepeatingAttempts(limits, keys, this::lockAt, openings, tally);
    nextToSweep = plain;
    fitTables(0);
  }

  /**
   * Makes an engine that knows of no visitor yet.
   *
   * @param doors what it guards: 0..2047 doors of different names
   * @param limits the bounds of its memory
   * @param listener hears of openings and attempts
   * @return the engine
   * @throws IllegalArgumentException if there are too many doors, or two of one name
   */
  public static KnockEngine guarding(
      Collection<Door> doors, EngineLimits limits, KnockListener listener) {
    return new KnockEngine(doors, limits, listener, new SecureRandom());
  }

  /** As {@link #guarding}, with hash keys that a test can repeat. */
  static KnockEngine seeded(
      Collection<Door> doors, EngineLimits limits, KnockListener listener, RandomGenerator random) {
    return new KnockEngine(doors, limits, listener, random);
  }

  /**
   * How many plain port sweeps open each door, given time. A sweep sends one packet, with flags that
   * the door hears, to every port of one protocol, upward or downward; the best order of such sweeps
   * counts. A door that few sweeps open protects little.
   *
   * @param doors the doors that are guarded together
   * @return the number, 1 or more, for each door that sweeps can open; a door that no number of
   *     sweeps opens is not in the map, as is a strict door whose ports are not neighbours
   * @throws IllegalArgumentException if there are too many doors, or two of one name
   */
  public static Map<Door, Integer> sweepsToOpen(Collection<Door> doors) {
    return new Sweeps(Locks.of(doors, null)).toOpen();
  }

  /**
   * Takes one packet.
   *
   * @param packet a view, read during this call only
   * @param nowNs when it arrived
   */
  public void onPacket(PacketView packet, long nowNs) {
    long changesBefore = tally.changes();
    int flags = packet.tcpFlags();
    int code = Lock.code(packet.protocol(), packet.destinationPort());
    PortUse use = locks.use(code);
    boolean inKnockScope = use != null && use.inKnockScope(flags, code);
    if (explainer != null) {
      Lock lock = explainer.lock();
      IpAddress visitor = explainer.visitor();
      int stage = attemptsAt(lock).stage(visitor.high(), visitor.low(), lock.index);
      explainer.look(packet, code, inKnockScope, stage);
    }
    if (inKnockScope || locks.hearStray(flags, code)) {
      plain.show(packet, code, use == null ? NONE : use.first, inKnockScope, nowNs);
      repeating.show(packet, code, use == null ? NONE : use.firstOfRepeating, inKnockScope, nowNs);
    }
    boolean noise = tally.changes() == changesBefore;
    tally.packet(!noise);
    if (noise && use == null && packet.isLocal()) {
      refused.count(code, flags);
    }
  }

  /**
   * Looks for attempts whose window has passed, and tells the listener of them. Nothing depends on
   * this being called, except how soon the listener hears; called about once a second with a limit of
   * some thousands it comes past every attempt in due time.
   *
   * @param nowNs the time, on the clock that stamps the packets
   * @param limit how many places of the tables to look at, which bounds the time this takes
   * @return how many attempts timed out
   */
  public int advance(long nowNs, int limit) {
    Attempts first = nextToSweep;
    Attempts second = first == plain ? repeating : plain;
    nextToSweep = second;
    int places = Math.min(limit, first.placesToSweep());
    int more = Math.min(limit - places, second.placesToSweep());
    return first.sweep(nowNs, places) + second.sweep(nowNs, more);
  }

  /**
   * Guards other doors from now on. Attempts at doors that are equal in old and new are not touched;
   * those at doors that are gone or changed are forgotten, and so are their cooldowns; a visitor who
   * is followed there is followed no more. Costs time in proportion to the attempts.
   *
   * @param doors the new doors, as in {@link #guarding}
   * @param nowNs the time
   * @throws IllegalArgumentException if there are too many doors, or two of one name; nothing has
   *     changed then
   */
  public void replaceDoors(Collection<Door> doors, long nowNs) {
    Locks next = Locks.of(doors, locks);
    Locks old = locks;
    plain.removeDoors(index -> isGone(index, old, next), nowNs);
    repeating.removeDoors(index -> isGone(index, old, next), nowNs);
    openings.removeDoors(index -> isGone(index, old, next), nowNs);
    locks = next;
    fitTables(nowNs);
    tally.lookAway();
    if (explainer != null && isGone(explainer.lock().index, old, next)) {
      explainer = null;
      tally.explainTo(null);
    }
  }

  /**
   * The doors that are guarded.
   *
   * @return the doors, unmodifiable
   */
  public List<Door> doors() {
    return locks.all().stream().map(lock -> lock.door).toList();
  }

  /**
   * What has been counted so far.
   *
   * @return a snapshot
   */
  public EngineCounters counters() {
    return tally.counters();
  }

  /**
   * The ports of this host that strangers try most, of those that no door uses: attempts to connect
   * and datagrams that changed nothing, counted since the engine was made. Counting takes at most 1
   * MiB.
   *
   * @param limit how many ports at most, 0 or more
   * @return the ports with the highest counts, highest first
   * @throws IllegalArgumentException if the limit is negative
   */
  public List<NoisyPort> noisiestPorts(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit must be 0 or more: " + limit);
    }
    return refused.top(limit, code -> locks.use(code) != null);
  }

  /**
   * How far a visitor has come at a door.
   *
   * @param visitor the visitor
   * @param door the name of the door
   * @param nowNs the time: an attempt whose window has passed is at stage 0
   * @return how many knocks have matched
   * @throws IllegalArgumentException if there is no such door
   */
  public int stage(IpAddress visitor, String door, long nowNs) {
    Lock lock = locks.named(door);
    Attempts attempts = attemptsAt(lock);
    boolean over = attempts.isOver(visitor.high(), visitor.low(), lock.index, nowNs);
    return over ? 0 : attempts.stage(visitor.high(), visitor.low(), lock.index);
  }

  /**
   * Begins to follow one visitor at one door, in place of whomever was followed before.
   *
   * @param visitor whose packets to explain
   * @param door the name of the door
   * @throws IllegalArgumentException if there is no such door
   */
  public void explain(IpAddress visitor, String door) {
    explainer = new Explainer(visitor, locks.named(door));
    tally.explainTo(explainer);
  }

  /**
   * What became of the last attempt of the visitor who is followed.
   *
   * @param nowNs the time: an attempt whose window has passed is too slow
   * @return the explanation, or null if nobody is followed
   */
  public @Nullable Explanation explanation(long nowNs) {
    if (explainer == null) {
      return null;
    }
    IpAddress visitor = explainer.visitor();
    Lock lock = explainer.lock();
    return explainer.explanation(
        attemptsAt(lock).isOver(visitor.high(), visitor.low(), lock.index, nowNs));
  }

  private Attempts attemptsAt(Lock lock) {
    return lock.repeats ? repeating : plain;
  }

  private void fitTables(long nowNs) {
    int doorsAtOnce = locks.mostAtOnce();
    int extraWords = locks.all().stream()
        .filter(lock -> lock.repeats)
        .mapToInt(RepeatingAttempts::extraWords)
        .max()
        .orElse(0);
    int withCooldown =
        (int) locks.all().stream().filter(lock -> lock.cooldownNs > 0).count();
    openings.fit(withCooldown, locks.timesNs(lock -> lock.cooldownNs), nowNs);
    long[] windowsNs = locks.timesNs(lock -> lock.windowNs);
    plain.fit(doorsAtOnce, 0, windowsNs, nowNs);
    repeating.fit(doorsAtOnce, extraWords, windowsNs, nowNs);
  }

  private Lock lockAt(int index) {
    return Objects.requireNonNull(locks.at(index), "an attempt at a door that is not guarded");
  }

  private static boolean isGone(int index, Locks old, Locks next) {
    Lock before = old.at(index);
    Lock after = next.at(index);
    return before == null || after == null || !before.door.equals(after.door);
  }
}
