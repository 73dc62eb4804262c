// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.Knock;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets visitors reach ports of this host that are shut for everybody else, by nftables. Immutable;
 * every method that changes something answers a changed copy.
 *
 * <pre>{@code
 * Nftables.allowing(tcp(22))
 *
 * Nftables.allowing(udp(500), udp(4500)).named("ipsec").rejecting()
 * }</pre>
 *
 * <p>The ports make up a <em>service</em> in the table {@code inet knock4j}. A packet to them, over
 * IPv4 or IPv6, also from this host itself, is accepted if it belongs or is related to an
 * established connection, or if it comes from a visitor to whom a door is open; else it is dropped.
 * All other packets are left to other tables. What is accepted here, another table may still drop.
 * Packets that are forwarded, so those to containers too, do not pass.
 *
 * <p>Each visitor is an element of a set with a timeout, the lease: the kernel closes the door by
 * itself, even if this process is gone, within 40 ms after the lease is over. Established
 * connections live on. The kernel takes about 200 bytes for an element, and searches one as fast
 * among ten thousand as among ten.
 *
 * <p>A TCP connection from before the kernel began to track any, which it does at the first set-up
 * at the latest, goes on where others are {@linkplain #rejecting rejected}, unless its
 * nf_conntrack_tcp_loose is 0. Where they are dropped it stalls until this host sends a packet in it
 * or its visitor knocks: to spare it, the port would have to answer whoever sends a bare ACK.
 *
 * <p>Several doors may lead to one service: it stays open until the last of them closes, if they
 * are guarded by one process. Services of several processes do not disturb each other if they have
 * different names.
 *
 * <p>A call takes about 0.02 to 10 ms, see {@link Way}. Thread-safe; calls for one service wait for
 * each other. Until {@link #remove} the process holds one socket for each service. It needs the
 * capability CAP_NET_ADMIN, and Linux 4.14 or later.
 *
 * <p>From JDK 24 on, a JVM warns of JNA unless it is started with {@code
 * --enable-native-access=com.sun.jna}, or {@code ALL-UNNAMED} if JNA is on the class path.
 *
 * <p>Follows nft(8), sections TABLES, SETS and STATEMENTS.
 */
public final class Nftables implements DoorAction {

  /** How the kernel is told. */
  public enum Way {
    /** A netlink socket of this process, through JNA: no program or library, about 0.02 ms. */
    NETLINK(150) {
      @Override
      NftWay open() throws IOException {
        return NetlinkNft.open();
      }
    },

    /** The library libnftables.so.1 (Debian: libnftables1), through JNA: about 0.3 ms. */
    LIBNFTABLES(10) {
      @Override
      NftWay open() throws IOException {
        return new ScriptedNft(interpreter());
      }

      @Override
      ScriptedNft.Interpreter interpreter() throws IOException {
        return LibNftables.open();
      }
    },

    /** The program nft (Debian: nftables), executed each time: about 6 ms. */
    PROGRAM(1) {
      @Override
      NftWay open() {
        return new ScriptedNft(interpreter());
      }

      @Override
      ScriptedNft.Interpreter interpreter() {
        return new NftProgram(new CommandRunner());
      }
    };

    private final int rehearsals;

    Way(int rehearsals) {
      this.rehearsals = rehearsals;
    }

    /** How often nobody is let in before somebody comes, which takes 50 ms or so. */
    int rehearsals() {
      return rehearsals;
    }

    abstract NftWay open() throws IOException;

    ScriptedNft.Interpreter interpreter() throws IOException {
      throw new IOException(this + " takes no scripts");
    }
  }

  private final NftService service;
  private final @Nullable Way way;

  private Nftables(NftService service, @Nullable Way way) {
    this.service = service;
    this.way = way;
  }

  /**
   * An action that lets visitors reach these ports. The service is named after them, as in {@code
   * tcp22-udp500}, and drops packets of others without an answer.
   *
   * @param ports 1..16 different ones, in any order
   * @return the action
   * @throws IllegalArgumentException if there are none, too many, or one of them twice
   */
  public static Nftables allowing(Knock... ports) {
    return new Nftables(NftService.of(List.of(ports)), null);
  }

  /**
   * A service by its name alone, for programs that let addresses in until further notice.
   *
   * @param name as in {@link #named}
   * @return the service, which is not set up by this
   * @throws IllegalArgumentException as {@link #named}
   */
  public static ServiceSets service(String name) {
    return new ServiceSets(new NftProgram(new CommandRunner()), NftService.known(name));
  }

  /**
   * The services that are set up, whoever did it.
   *
   * @return their names in alphabetical order, each once
   * @throws IOException if nft fails
   * @throws InterruptedException if this thread is interrupted
   */
  public static List<String> services() throws IOException, InterruptedException {
    return NftSets.read(new NftProgram(new CommandRunner())).services();
  }

  /**
   * Names the service, which names what it has in the table. Services with the same name are the
   * same: the one that is set up last determines the ports.
   *
   * @param service 1..64 letters (A to Z), digits, underscores and dashes
   * @return the action with it
   * @throws IllegalArgumentException if it is empty, too long, or has another character
   */
  public Nftables named(String service) {
    return new Nftables(this.service.named(service), way);
  }

  /**
   * Tells those who may not pass that the port is closed, as a host does that has no such service:
   * by a TCP reset, or for UDP by ICMP port unreachable. They are left without an answer if unset.
   *
   * @return the action that rejects
   */
  public Nftables rejecting() {
    return new Nftables(service.rejecting(), way);
  }

  /**
   * Tells the kernel in this way only. If unset, the first that works, in the order of {@link Way}.
   *
   * @param way how
   * @return the action with it
   */
  public Nftables through(Way way) {
    return new Nftables(service, Objects.requireNonNull(way, "way"));
  }

  /**
   * Shuts the ports to all but visitors, in one step. What is there already stays, open doors too;
   * so it may be called at each start, as the keeper does that guards a door with it. Opening a door does the same if it has not been done, or if
   * somebody flushed the rules; then all other visitors must knock again.
   *
   * @return this action
   * @throws IOException if the kernel cannot be reached, or refuses
   * @throws InterruptedException if this thread is interrupted
   */
  public Nftables setUp() throws IOException, InterruptedException {
    NftGate.of(service).setUp(service, way);
    return this;
  }

  /**
   * Takes the service away, whoever set it up: the ports are as open as without it. The table goes
   * with the last service. Does nothing if it is gone already.
   *
   * @throws IOException if the kernel cannot be reached, or refuses
   * @throws InterruptedException if this thread is interrupted
   */
  public void remove() throws IOException, InterruptedException {
    NftGate.of(service).remove(service, way);
  }

  /**
   * Shuts the ports, as {@link #setUp} does. The first time in the life of the JVM it then lets
   * {@code 255.255.255.255} in and out again, an address that no packet comes from, some hundred times
   * by netlink: so the first visitor does not wait until the JVM has loaded and compiled all that
   * takes, and the start takes about 50 ms longer.
   *
   * @throws IOException if the kernel cannot be reached, or refuses
   */
  @Override
  public void prepare() throws IOException, InterruptedException {
    setUp();
    NftGate.of(service).rehearse(service, way);
  }

  /**
   * Lets the visitor reach the service for the grant's whole lease, counted from now; a visitor who
   * does so already, for the longer of the two.
   *
   * @throws IOException if the kernel cannot be reached, or refuses
   * @throws IllegalArgumentException if the grant has no lease: nobody would ever close the door
   */
  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    NftGate.of(service).open(service, way, leased(grant), false);
  }

  /**
   * Lets the visitor reach the service for the grant's whole lease, counted from now, in one step.
   *
   * @throws IOException if the kernel cannot be reached, or refuses
   * @throws IllegalArgumentException if the grant has no lease
   */
  @Override
  public void renew(Grant grant) throws IOException, InterruptedException {
    NftGate.of(service).open(service, way, leased(grant), true);
  }

  /** Remembers that the door holds the service open, so that no other door shuts it meanwhile. */
  @Override
  public void resume(Grant grant) throws InterruptedException {
    NftGate.of(service).resume(grant);
  }

  /**
   * Shuts the service to the visitor, unless another door is open to it. Does nothing if visitor or
   * service are gone already.
   *
   * @throws IOException if the kernel cannot be reached, or refuses
   */
  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    NftGate.of(service).close(service, way, grant);
  }

  static Grant leased(Grant grant) {
    long leaseNs = grant.deadlineNs() - grant.openedNs();
    if (leaseNs <= 0) {
      throw new IllegalArgumentException("door '" + grant.door().name()
          + "' must have a lease of more than zero to open a service: " + leaseNs + " ns");
    }
    return grant;
  }

  /** Whether the other guards the same service in the same way. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Nftables that && service.equals(that.service) && way == that.way;
  }

  @Override
  public int hashCode() {
    return Objects.hash(service, way);
  }

  @Override
  public String toString() {
    return "Nftables[" + service.name() + ", ports=" + service.portsText()
        + (service.rejects() ? ", rejects" : ", drops") + (way == null ? "" : ", way=" + way) + "]";
  }
}
