// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears knocks on ordinary bound sockets: datagrams and connections to the ports of its doors. Needs
 * no privilege, no native library and no particular operating system, so it is the source for
 * demonstrations, tests and containers without rights.
 *
 * <pre>{@code
 * Doorkeeper keeper = Doorkeeper.watching(SocketSource.onLoopback())
 *     .guard(door, action)
 *     .start();
 * }</pre>
 *
 * <p>What it cannot do, because a socket is not a capture:
 *
 * <ul>
 *   <li>It listens on the doors' own ports and nowhere else, so it never hears the strays between
 *       them: to a port sweep, even a strict door ({@link io.github.knock4j.Scope#EVERY_PORT}) has
 *       only the ports of the knocks, and opens to the sweep if those happen to come in its order.
 *       {@link #alsoListeningOn} lays decoys between them.
 *   <li>The ports are open, whereas a capture leaves them closed: a scan, or a list of this machine's
 *       sockets, shows which ports the sequences are made of, and only the order stays secret. Decoys
 *       hide them among others. Connections are reset at once; what is sent is thrown away.
 *   <li>A TCP knock is heard once the connection stands, one round trip after its first packet. A
 *       client that gives up before the answer came is not heard across a network (knockd's client
 *       gives up at once, {@link io.github.knock4j.client.KnockClient} waits; UDP knows no such
 *       limit). On the other hand, nobody can forge the sender of a TCP knock here.
 *   <li>Each TCP knock looks like a packet with the SYN flag alone. A door that wants other flags
 *       does not hear it; a warning is logged.
 *   <li>On a wildcard address the destination of a datagram is unknown and told as 0.0.0.0 or ::,
 *       so a door with a {@linkplain Door#target() target} hears no UDP; a warning is logged.
 *       Listen on that address itself, with {@link #on}.
 * </ul>
 *
 * <p>One daemon thread waits on all ports and calls the handler. The methods of this class may be
 * called from any thread. Packets that wait at several ports are told in the order in which the system
 * names the ports; on Linux that of their arrival. Each port takes one file descriptor per address and protocol; a received
 * packet takes some short-lived objects, and what waits to be read is bounded by the kernel's
 * buffers and queues. When no descriptor is left to accept with, the port rests for a tenth of a
 * second at a time, and the handler learns of the failure once; failures less than a minute apart
 * count as one.
 */
public final class SocketSource implements PacketSource {

  private static final Logger LOG = LoggerFactory.getLogger(SocketSource.class);

  private final String name;
  private final Supplier<List<Place>> where;
  private final Set<Knock> decoys = new LinkedHashSet<>();
  private final Object changes = new Object();
  private Duration closePatience = SelectLoop.CLOSE_PATIENCE;
  private List<Place> places = List.of();
  private Map<Spot, Listener> open = Map.of();
  private volatile @Nullable SelectLoop loop;
  private volatile boolean closed;

  private SocketSource(String name, Supplier<List<Place>> where) {
    this.name = name;
    this.where = where;
  }

  /**
   * A source that hears this machine only: on 127.0.0.1, and on ::1 where the machine has it.
   *
   * @return a source that is not started
   */
  public static SocketSource onLoopback() {
    return new SocketSource("loopback", Place::loopback);
  }

  /**
   * A source that hears the whole network: on every address of the machine, now and later, IPv4 and
   * IPv6.
   *
   * @return a source that is not started
   */
  public static SocketSource onAllAddresses() {
    return new SocketSource("all addresses", () -> List.of(Place.EVERYWHERE));
  }

  /**
   * A source that listens on certain addresses. 0.0.0.0 stands for all of IPv4, :: for all of both
   * families; addresses that these include may be named, too.
   *
   * @param addresses addresses of this machine, at least one
   * @return a source that is not started
   * @throws IllegalArgumentException if there is no address
   */
  public static SocketSource on(InetAddress... addresses) {
    List<Place> places = Place.of(List.of(addresses));
    return new SocketSource(places.toString(), () -> places);
  }

  /**
   * Adds decoys: ports that no door needs and that are listened on all the same, so that a visitor
   * who strays there is heard. Choose ports between those of the sequences, and free ones.
   *
   * @param ports the ports, written as knocks
   * @return this
   * @throws IllegalStateException if the source was started before
   */
  public SocketSource alsoListeningOn(Knock... ports) {
    synchronized (changes) {
      if (loop != null) {
        throw new IllegalStateException("the socket source was started before");
      }
      decoys.addAll(List.of(ports));
      return this;
    }
  }

  /** Has {@link #close} wait for a handler as long as this; for tests, before the start. */
  SocketSource closingWithin(Duration patience) {
    closePatience = patience;
    return this;
  }

  /**
   * {@inheritDoc}
   *
   * <p>After a failure nothing is bound any more, and the source can be started again.
   *
   * @throws IOException if a port cannot be bound: names the door, the address and the remedy, but
   *     never the port
   * @throws IllegalStateException if the source was started or closed before
   */
  @Override
  public void start(Collection<Door> doors, PacketHandler handler) throws IOException {
    synchronized (changes) {
      if (loop != null || closed) {
        throw new IllegalStateException("the socket source was started or closed before");
      }
      places = where.get();
      Map<Spot, Listener> bound = Spot.bind(Spot.wanted(places, doors, decoys));
      SelectLoop starting = loopOver(bound.values(), handler);
      open = bound;
      loop = starting;
      if (closed) {
        starting.close();
      } else {
        tell(doors);
      }
    }
  }

  private SelectLoop loopOver(Collection<Listener> listeners, PacketHandler handler)
      throws IOException {
    try {
      SelectLoop starting = new SelectLoop(handler, closePatience);
      starting.add(listeners);
      starting.start();
      return starting;
    } catch (IOException e) {
      listeners.forEach(Listener::close);
      throw e;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Binds all new ports before it lets go of the first old one. When this returns, the old ones
   * are free and deliver nothing any more; unless the handler's own thread calls this (they are then
   * free after the handler has returned), or the handler takes longer than 1 s.
   *
   * @throws IOException if a port cannot be bound: names the door, the address and the remedy, but
   *     never the port; or if the source is closed
   * @throws IllegalStateException if the source was not started
   */
  @Override
  public void watch(Collection<Door> doors) throws IOException {
    synchronized (changes) {
      SelectLoop running = loop;
      if (running == null) {
        throw new IllegalStateException("the socket source was not started");
      }
      Map<Spot, String> wanted = Spot.wanted(places, doors, decoys);
      Map<Spot, String> missing = new LinkedHashMap<>(wanted);
      missing.keySet().removeAll(open.keySet());
      Map<Spot, Listener> added = Spot.bind(missing);
      running.add(added.values());

      Map<Spot, Listener> unused = new HashMap<>(open);
      unused.keySet().removeAll(wanted.keySet());
      Map<Spot, Listener> kept = new HashMap<>(open);
      kept.keySet().removeAll(unused.keySet());
      kept.putAll(added);
      open = kept;
      running.remove(unused.values());
      tell(doors);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Takes less than 200 ms: a handler that does not return within 150 ms is no longer waited for.
   * The handler itself may call this. The source is then closed when the handler has returned.
   */
  @Override
  public void close() {
    closed = true;
    SelectLoop running = loop;
    if (running != null) {
      running.close();
    }
  }

  private void tell(Collection<Door> doors) {
    LOG.info("listening addresses={} sockets={}", places, open.size());
    for (Door door : doors) {
      String reason = Deafness.of(door, places);
      if (reason != null) {
        LOG.warn("door cannot be opened through sockets door={} reason={}", door.name(), reason);
      }
    }
  }

  /** Where it listens; no port. */
  @Override
  public String toString() {
    return "SocketSource[" + name + "]";
  }
}
