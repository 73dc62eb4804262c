// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named sequence of knocks, how fast they must come, and how long the door then stays open.
 * Immutable.
 *
 * <pre>{@code
 * Door ssh = Door.named("ssh")
 *     .knock(tcp(7001)).knock(udp(8002)).knock(tcp(9003))
 *     .within(ofSeconds(5))
 *     .openFor(ofMinutes(10))
 *     .build();
 * }</pre>
 *
 * <p>A door opens to a visitor when the last packets it heard from that visitor are its knocks, in
 * order, and the first of them is less than the window older than the last. What a door hears is a
 * matter of its {@link #scope}, {@link #flags}, {@link #target} and {@link #allowed} networks; what
 * it does not hear changes nothing.
 */
public final class Door {

  /** The most knocks that a door can have. */
  public static final int MOST_KNOCKS = 32;

  private final String name;
  private final List<Knock> knocks;
  private final Duration window;
  private final Duration lease;
  private final Duration cooldown;
  private final TcpFlags flags;
  private final Scope scope;
  private final List<Knock> ignored;
  private final List<IpNetwork> allowed;
  private final @Nullable IpAddress target;

  /** Counted once: doors are looked up while visitors wait. */
  private final int hash;

  private Door(Builder builder) {
    name = builder.name;
    knocks = List.copyOf(builder.knocks);
    window = builder.window;
    lease = builder.lease;
    cooldown = builder.effectiveCooldown();
    flags = builder.flags;
    scope = builder.scope;
    ignored = List.copyOf(builder.ignored);
    allowed = List.copyOf(builder.allowed);
    target = builder.target;
    hash = facts().hashCode();
  }

  /**
   * Begins a door.
   *
   * @param name what logs and events call it: 1..64 characters, none of them a control or format
   *     character
   * @return a builder without knocks
   * @throws IllegalArgumentException if the name is not as above
   */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /**
   * What logs and events call this door.
   *
   * @return 1..64 printable characters
   */
  public String name() {
    return name;
  }

  /**
   * The sequence: a secret.
   *
   * @return 1..32 knocks in order, unmodifiable
   */
  public List<Knock> knocks() {
    return knocks;
  }

  /**
   * The time from the first to the last knock is shorter than this.
   *
   * @return more than zero, at most one day
   */
  public Duration window() {
    return window;
  }

  /**
   * How long the door stays open.
   *
   * @return more than zero, at most 365 days; zero if the door only runs its action and has nothing
   *     to close
   */
  public Duration lease() {
    return lease;
  }

  /**
   * Whether an opened door stays open for a time.
   *
   * @return false if {@link #lease} is zero
   */
  public boolean hasLease() {
    return !lease.isZero();
  }

  /**
   * After opening, a door without a lease does not open again to the same visitor for this long.
   *
   * @return zero (none) to one day; always zero for a door with a lease, which renews instead
   */
  public Duration cooldown() {
    return cooldown;
  }

  /**
   * Which TCP packets the door hears.
   *
   * @return the predicate on the six flags
   */
  public TcpFlags flags() {
    return flags;
  }

  /**
   * Which ports the door hears, besides its own.
   *
   * @return the scope
   */
  public Scope scope() {
    return scope;
  }

  /**
   * Ports that this door does not hear although they are in its scope.
   *
   * @return unmodifiable; empty unless the scope is {@link Scope#EVERY_PORT}
   */
  public List<Knock> ignored() {
    return ignored;
  }

  /**
   * The networks whose visitors this door hears.
   *
   * @return unmodifiable; empty if it hears all
   */
  public List<IpNetwork> allowed() {
    return allowed;
  }

  /**
   * The address that knocks must be sent to.
   *
   * @return null for any address of the interfaces that are watched
   */
  public @Nullable IpAddress target() {
    return target;
  }

  /**
   * Whether this door hears visitors from an address.
   *
   * @param high as {@link IpAddress#high()}
   * @param low as {@link IpAddress#low()}
   * @return true if the address is in one of the {@link #allowed} networks, or if there are none
   */
  public boolean allows(long high, long low) {
    for (int i = 0; i < allowed.size(); i++) {
      if (allowed.get(i).contains(high, low)) {
        return true;
      }
    }
    return allowed.isEmpty();
  }

  /**
   * This door with another sequence; everything else stays.
   *
   * @param sequence 1..32 knocks in order
   * @return a new door
   * @throws IllegalStateException if there are no knocks or more than 32, or if this door ignores a
   *     port that is among them
   */
  public Door withKnocks(List<Knock> sequence) {
    return new Builder(this).knocks(sequence).build();
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof Door that && hash == that.hash && facts().equals(that.facts());
  }

  @Override
  public int hashCode() {
    return hash;
  }

  private List<Object> facts() {
    Object to = target == null ? "any" : target;
    return List.of(name, knocks, window, lease, cooldown, flags, scope, ignored, allowed, to);
  }

  /** Name, number of knocks and times; never the sequence. */
  @Override
  public String toString() {
    return "Door[" + name + ", knocks=" + knocks.size() + ", window=" + window + ", lease=" + lease
        + "]";
  }

  /**
   * Collects what makes a door; {@link #build} checks the whole. Not thread-safe.
   *
   * <p>Every method answers this builder and refuses at once what can never be right.
   */
  public static final class Builder {

    private static final int LONGEST_NAME = 64;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final String name;
    private final List<Knock> knocks = new ArrayList<>();
    private final List<Knock> ignored = new ArrayList<>();
    private final List<IpNetwork> allowed = new ArrayList<>();
    private Duration window = Duration.ofSeconds(10);
    private Duration lease = Duration.ZERO;
    private @Nullable Duration cooldown;
    private TcpFlags flags = TcpFlags.NEW_CONNECTION;
    private Scope scope = Scope.EVERY_PORT;
    private @Nullable IpAddress target;

    private Builder(String name) {
      if (name.isEmpty() || name.length() > LONGEST_NAME) {
        throw new IllegalArgumentException(
            "door name must have 1.." + LONGEST_NAME + " characters: " + name.length());
      }
      if (!name.chars().allMatch(c -> Quoted.isPlain((char) c)) || !name.equals(name.strip())) {
        throw new IllegalArgumentException(
            "door name must be printable characters without space at its ends: "
                + Quoted.text(name));
      }
      this.name = name;
    }

    /** All of a door but its knocks. */
    private Builder(Door door) {
      name = door.name;
      window = door.window;
      lease = door.lease;
      cooldown = door.cooldown;
      flags = door.flags;
      scope = door.scope;
      ignored.addAll(door.ignored);
      allowed.addAll(door.allowed);
      target = door.target;
    }

    /**
     * Adds the next knock of the sequence.
     *
     * @param knock the knock, see {@link Knock#tcp} and {@link Knock#udp}
     * @return this
     */
    public Builder knock(Knock knock) {
      knocks.add(Objects.requireNonNull(knock, "knock"));
      return this;
    }

    /**
     * Adds knocks to the sequence.
     *
     * @param more the knocks in order
     * @return this
     */
    public Builder knocks(List<Knock> more) {
      more.forEach(this::knock);
      return this;
    }

    /**
     * Sets the window: the time from the first to the last knock must be shorter. 10 s if unset.
     *
     * @param window more than zero, at most one day
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder within(Duration window) {
      this.window = positive("window", window, DAY);
      return this;
    }

    /**
     * Sets the lease: how long the door stays open. If unset, opening runs the action once and
     * there is nothing to close.
     *
     * @param lease more than zero, at most 365 days
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder openFor(Duration lease) {
      this.lease = positive("lease", lease, YEAR);
      return this;
    }

    /**
     * Sets the cooldown of a door without a lease, so that a sequence which arrives twice (an
     * unanswered SYN is sent again after a second or three) acts once. The window if unset.
     *
     * @param cooldown zero for none, at most one day
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder cooldown(Duration cooldown) {
      if (!cooldown.isZero()) {
        positive("cooldown", cooldown, DAY);
      }
      this.cooldown = cooldown;
      return this;
    }

    /**
     * Sets which TCP packets are heard. {@link TcpFlags#NEW_CONNECTION} if unset.
     *
     * @param flags the predicate
     * @return this
     */
    public Builder flags(TcpFlags flags) {
      this.flags = Objects.requireNonNull(flags, "flags");
      return this;
    }

    /**
     * Sets which ports are heard. {@link Scope#EVERY_PORT} if unset.
     *
     * @param scope the scope
     * @return this
     */
    public Builder scope(Scope scope) {
      this.scope = Objects.requireNonNull(scope, "scope");
      return this;
    }

    /**
     * Adds ports that this door shall not hear, because visitors use them anyway: a packet to one
     * of them does not disturb a knocking visitor. Only for {@link Scope#EVERY_PORT}.
     *
     * @param ports the ports, written as knocks
     * @return this
     */
    public Builder ignoring(Knock... ports) {
      ignored.addAll(List.of(ports));
      return this;
    }

    /**
     * Adds networks whose visitors are heard. If none is added, all visitors are.
     *
     * @param networks the networks
     * @return this
     */
    public Builder allowing(IpNetwork... networks) {
      allowed.addAll(List.of(networks));
      return this;
    }

    /**
     * Sets the address that knocks must be sent to: a host behind this one, for instance. If unset,
     * any address of the interfaces that are watched.
     *
     * @param target the address
     * @return this
     */
    public Builder target(IpAddress target) {
      this.target = Objects.requireNonNull(target, "target");
      return this;
    }

    /**
     * Makes the door.
     *
     * @return the door
     * @throws IllegalStateException if there are no knocks or more than 32, if a port is both
     *     knocked on and ignored, if ports are ignored that are out of scope anyway, or if both a
     *     lease and a cooldown are set
     */
    public Door build() {
      if (knocks.isEmpty() || knocks.size() > MOST_KNOCKS) {
        throw wrong("must have 1.." + MOST_KNOCKS + " knocks, has " + knocks.size());
      }
      if (!ignored.isEmpty() && scope != Scope.EVERY_PORT) {
        throw wrong("ignores ports, but only Scope.EVERY_PORT hears ports besides knocks");
      }
      if (ignored.stream().anyMatch(knocks::contains)) {
        throw wrong("ignores a port that it has a knock for");
      }
      if (cooldown != null && !cooldown.isZero() && !lease.isZero()) {
        throw wrong("has a lease, which a repeated sequence renews: a cooldown has no place");
      }
      return new Door(this);
    }

    private Duration effectiveCooldown() {
      if (!lease.isZero()) {
        return Duration.ZERO;
      }
      return cooldown == null ? window : cooldown;
    }

    private Duration positive(String what, Duration value, Duration longest) {
      if (value.isNegative() || value.isZero() || value.compareTo(longest) > 0) {
        throw new IllegalArgumentException(
            what + " of door " + Quoted.text(name) + " must be more than zero and at most "
                + longest.toDays() + (longest.equals(DAY) ? " day: " : " days: ") + value);
      }
      return value;
    }

    private IllegalStateException wrong(String what) {
      return new IllegalStateException("door " + Quoted.text(name) + " " + what);
    }
  }
}
