// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.rehearsal;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.engine.Explanation;
import io.github.knock4j.engine.KnockEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Tries a door in a unit test: the real engine, on packets and time that the test makes up.
 *
 * <pre>{@code
 * Rehearsal rehearsal = Rehearsal.of(ssh)
 *     .from("203.0.113.7")
 *     .knock(tcp(7001)).after(ofMillis(200)).knock(udp(8002)).after(ofMillis(200)).knock(tcp(9003));
 *
 * assertTrue(rehearsal.opened(), rehearsal.explain()::toString);
 * }</pre>
 *
 * <p>Needs no test framework. Answers about the visitor who knocked last. Not thread-safe.
 */
public final class Rehearsal {

  private static final EngineLimits LIMITS = EngineLimits.defaults().withAttempts(1024);

  private final Door door;
  private final List<Door> doors;
  private final List<Grant> openings = new ArrayList<>();
  // Visitors are independent of each other, so each may have an engine that explains only him.
  private final Map<IpAddress, KnockEngine> engines = new HashMap<>();
  private final RehearsedPacket packet = new RehearsedPacket();
  private IpAddress visitor = IpAddress.parse("192.0.2.1");
  private KnockEngine engine;
  private long nowNs;

  private Rehearsal(Door door, List<Door> doors) {
    this.door = door;
    this.doors = doors;
    packet.target(door.target());
    engine = engineOf(visitor);
  }

  /**
   * Begins a rehearsal.
   *
   * @param door the door that all answers are about
   * @param others further doors that are guarded with it; they matter to doors that hear the ports
   *     of all doors
   * @return a rehearsal in which nobody has knocked
   * @throws IllegalArgumentException if two doors have one name
   */
  public static Rehearsal of(Door door, Door... others) {
    List<Door> doors = new ArrayList<>(List.of(others));
    doors.add(Objects.requireNonNull(door, "door"));
    return new Rehearsal(door, doors);
  }

  /**
   * Says who knocks from now on. 192.0.2.1 until then.
   *
   * @param address an IPv4 or IPv6 address as text
   * @return this
   * @throws IllegalArgumentException if the text is not an address
   */
  public Rehearsal from(String address) {
    visitor = IpAddress.parse(address);
    engine = engineOf(visitor);
    return this;
  }

  /**
   * Says where packets are sent from now on: to an address that is not this host's own. Until then
   * they are sent to the door's target, or to this host.
   *
   * @param address an IPv4 or IPv6 address as text
   * @return this
   * @throws IllegalArgumentException if the text is not an address
   */
  public Rehearsal to(String address) {
    packet.target(IpAddress.parse(address));
    return this;
  }

  /**
   * Says which TCP flags packets carry from now on. SYN alone until then.
   *
   * @param flags the flags that are set
   * @return this
   */
  public Rehearsal withFlags(TcpFlags.Flag... flags) {
    packet.flags(flags);
    return this;
  }

  /**
   * Sends one packet, as a client that opens a new connection or sends one datagram.
   *
   * @param port protocol and port
   * @return this
   */
  public Rehearsal knock(Knock port) {
    packet.next(visitor, port);
    engine.onPacket(packet, nowNs);
    return this;
  }

  /**
   * Sends the last packet once more, as TCP does when no answer comes: same source port, same
   * sequence number.
   *
   * @return this
   * @throws IllegalStateException if nothing was sent yet
   */
  public Rehearsal again() {
    packet.requireSent();
    engine.onPacket(packet, nowNs);
    return this;
  }

  /**
   * Lets time pass.
   *
   * @param pause zero or more
   * @return this
   * @throws IllegalArgumentException if the pause is negative
   */
  public Rehearsal after(Duration pause) {
    if (pause.isNegative()) {
      throw new IllegalArgumentException("pause must be zero or more: " + pause);
    }
    nowNs += pause.toNanos();
    return this;
  }

  /**
   * Whether the door has opened to this visitor, at any time.
   *
   * @return true if it has
   */
  public boolean opened() {
    return openings.stream().anyMatch(grant -> grant.visitor().equals(visitor));
  }

  /**
   * Every opening of the door, to any visitor, in order; knocking again during a lease is one, too.
   *
   * @return a copy; times count from the beginning of the rehearsal
   */
  public List<Grant> openings() {
    return List.copyOf(openings);
  }

  /**
   * How many knocks of this visitor match at the moment.
   *
   * @return 0 to one less than the door's knocks
   */
  public int stage() {
    return engine.stage(visitor, door.name(), nowNs);
  }

  /**
   * What became of this visitor's last attempt, and why.
   *
   * @return the explanation; shows no port
   */
  public Explanation explain() {
    return Objects.requireNonNull(engine.explanation(nowNs), "every engine explains its visitor");
  }

  /**
   * How many plain port sweeps open the door, given time; see {@link KnockEngine#sweepsToOpen}.
   *
   * @return 1 or more; empty if no number of sweeps opens it
   */
  public OptionalInt sweepsToOpen() {
    Integer sweeps = KnockEngine.sweepsToOpen(doors).get(door);
    return sweeps == null ? OptionalInt.empty() : OptionalInt.of(sweeps);
  }

  private KnockEngine engineOf(IpAddress address) {
    return engines.computeIfAbsent(address, key -> {
      KnockEngine made = KnockEngine.guarding(doors, LIMITS, this::onOpened);
      made.explain(key, door.name());
      return made;
    });
  }

  private void onOpened(Grant grant) {
    if (grant.door().equals(door)) {
      openings.add(grant);
    }
  }
}
