// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.client;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Knocks at a host's door. Immutable: every method but {@link #send(Door) send} answers a new
 * client, and one client may send from any number of threads at once.
 *
 * <pre>{@code
 * KnockClient.to("server.example").every(ofMillis(200)).send(ssh);
 * }</pre>
 *
 * <p>A TCP knock is the first packet of a connection that is then given up, whether it is accepted,
 * refused or never answered. It is given up before the next knock, after half a second at the
 * latest: long enough for a listener on a bound socket to hear it over a slow line, too short for
 * the system to send the packet again. A UDP knock is a datagram of one byte. No privilege is
 * needed, and at most one socket is open at a time.
 */
public final class KnockClient {

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

  /** A system sends an unanswered SYN again after a second (RFC 6298 section 2). */
  private static final Duration LONGEST_HELD = Duration.ofMillis(500);

  private final Host host;
  private final Duration delay;
  private final BiConsumer<IpAddress, Knock> observer;
  private final Pause pause;

  private KnockClient(
      Host host, Duration delay, BiConsumer<IpAddress, Knock> observer, Pause pause) {
    this.host = host;
    this.delay = delay;
    this.observer = observer;
    this.pause = pause;
  }

  /**
   * A client for a host. The name is resolved whenever knocks are sent, not before, so a client
   * outlives a change of the host's address.
   *
   * @param host a name, or an IPv4 or IPv6 address as text
   * @return a client with a delay of 100 ms that takes the host's first address of either family
   * @throws IllegalArgumentException if the host is blank
   */
  public static KnockClient to(String host) {
    return new KnockClient(
        new Host(host, null), Duration.ofMillis(100), (address, knock) -> {}, Pause.SLEEP);
  }

  /**
   * A client for an address; nothing is ever resolved.
   *
   * @param address the address
   * @return a client with a delay of 100 ms
   */
  public static KnockClient to(IpAddress address) {
    return to(address.toString());
  }

  /**
   * Sets the delay between two knocks; there is none after the last. 100 ms if unset.
   *
   * <p>Without a delay, each TCP knock is given up at once, and the network may deliver them in
   * another order.
   *
   * @param delay 0..60 s
   * @return a client with this delay
   * @throws IllegalArgumentException if it is out of range
   */
  public KnockClient every(Duration delay) {
    if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException("delay must be 0..60 s: " + delay);
    }
    return new KnockClient(host, delay, observer, pause);
  }

  /**
   * Knocks over IPv4 only.
   *
   * @return a client that takes the host's first IPv4 address
   */
  public KnockClient overIpv4() {
    return over(StandardProtocolFamily.INET);
  }

  /**
   * Knocks over IPv6 only.
   *
   * @return a client that takes the host's first IPv6 address
   */
  public KnockClient overIpv6() {
    return over(StandardProtocolFamily.INET6);
  }

  private KnockClient over(StandardProtocolFamily family) {
    return new KnockClient(new Host(host.name(), family), delay, observer, pause);
  }

  /**
   * Sets who is told of each knock just before it is sent, on the thread that sends. What the
   * observer throws ends the sending. Nobody if unset.
   *
   * @param observer takes the host's address and the knock: a secret
   * @return a client with this observer in place of another
   */
  public KnockClient onKnock(BiConsumer<IpAddress, Knock> observer) {
    return new KnockClient(host, delay, Objects.requireNonNull(observer, "observer"), pause);
  }

  KnockClient pausingWith(Pause pause) {
    return new KnockClient(host, delay, observer, pause);
  }

  /**
   * Sends the knocks of a door. Returns when all are sent; that a door opens is not known here.
   *
   * @param door the door
   * @throws IllegalArgumentException if these knocks cannot open the door: the delays between them
   *     fill its window, or its {@linkplain Door#flags() flags} want other TCP packets than a SYN
   * @throws UnknownHostException if the host cannot be resolved, or has no address of the family
   * @throws IOException if a packet cannot be sent: names the address, never the port
   * @throws InterruptedException if the thread is interrupted before the last knock is sent
   */
  public void send(Door door) throws IOException, InterruptedException {
    Duration pauses = delay.multipliedBy(door.knocks().size() - 1L);
    if (pauses.compareTo(door.window()) >= 0) {
      throw new IllegalArgumentException("door '" + door.name() + "' has a window of "
          + door.window() + ", and the delays alone take " + pauses);
    }
    boolean usesTcp = door.knocks().stream().anyMatch(knock -> knock.protocol() == Protocol.TCP);
    if (usesTcp && !door.flags().accepts(TcpFlags.Flag.SYN.bit())) {
      throw new IllegalArgumentException(
          "door '" + door.name() + "' wants other TCP flags than SYN alone, which cannot be sent");
    }
    send(door.knocks());
  }

  /**
   * Sends knocks in this order. Returns when all are sent.
   *
   * @param knocks at least one
   * @throws IllegalArgumentException if there are no knocks
   * @throws UnknownHostException if the host cannot be resolved, or has no address of the family
   * @throws IOException if a packet cannot be sent: names the address, never the port
   * @throws InterruptedException if the thread is interrupted before the last knock is sent
   */
  public void send(List<Knock> knocks) throws IOException, InterruptedException {
    List<Knock> sequence = List.copyOf(knocks);
    if (sequence.isEmpty()) {
      throw new IllegalArgumentException("needs at least 1 knock, has 0");
    }
    InetAddress address = host.resolve();
    for (int i = 0; i < sequence.size(); i++) {
      send(sequence.get(i), address, i == sequence.size() - 1);
    }
  }

  private void send(Knock knock, InetAddress address, boolean last)
      throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the last knock");
    }
    Duration held = delay.compareTo(LONGEST_HELD) < 0 ? delay : LONGEST_HELD;
    observer.accept(IpAddress.of(address), knock);
    try (SentKnock sent = SentKnock.send(address, knock)) {
      if (last) {
        sent.awaitAnswer(held);
        return;
      }
      pauseFor(held);
    }
    pauseFor(delay.minus(held));
  }

  private void pauseFor(Duration duration) throws InterruptedException {
    if (!duration.isZero()) {
      pause.rest(duration);
    }
  }
}
