// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A chain of its own for one service, in iptables and in ip6tables: {@code pk-SERVICE}, which INPUT
 * jumps to for the service's port. It holds one ACCEPT for each address that is let in, in ascending
 * order, then perhaps a LOG, then the end: DROP or ACCEPT. As an action, it lets a visitor in and
 * out. This is the chain that the program pktables makes; each can go on where the other stopped.
 *
 * <pre>{@code
 * ServiceChain ssh = Iptables.system().service("ssh");
 * ssh.setUp(ServicePort.of(tcp(22)).onlyNewConnections());
 * keeper.guard(door, ssh);
 * }</pre>
 *
 * <p>Several doors may let a visitor in: he stays until the lease of the last of them ends, if they
 * are guarded by one process. What has been {@linkplain #add added} by hand ends with them.
 *
 * <p>Needs root or CAP_NET_ADMIN. Immutable and thread-safe, and may be changed by several processes
 * at once, see {@link Iptables}. Nothing here bounds the addresses: the kernel tries one rule after
 * the other, so take {@link #usingSets} for more than some hundred.
 */
public final class ServiceChain implements DoorAction {

  private static final String PREFIX = "pk-";
  private static final int LONGEST_NAME = Names.LONGEST_CHAIN - PREFIX.length();

  private static final Map<List<String>, State> STATES = new ConcurrentHashMap<>();

  /** What this process knows of one chain; all actions for it share that. */
  private record State(ReentrantLock lock, Holders holders) {}

  private final Xtables.Pair xtables;
  private final FirewallLock lock;
  private final String service;
  private final State state;
  private final Members members;

  ServiceChain(Xtables.Pair xtables, FirewallLock lock, String service) {
    this.xtables = xtables;
    this.lock = lock;
    this.service = Names.checked("service", service, LONGEST_NAME);
    this.state = STATES.computeIfAbsent(
        key(xtables, service), key -> new State(new ReentrantLock(), new Holders()));
    this.members = new RuleMembers(chain(), lock);
  }

  private static List<String> key(Xtables.Pair xtables, String service) {
    List<String> key = new ArrayList<>(xtables.ipv4().command());
    key.add(service);
    return key;
  }

  private ServiceChain(ServiceChain chain, Members members) {
    this.xtables = chain.xtables;
    this.lock = chain.lock;
    this.service = chain.service;
    this.state = chain.state;
    this.members = members;
  }

  /**
   * The same chain with its addresses in two sets of the kernel, {@code pk4-SERVICE} and {@code
   * pk6-SERVICE}, instead of a rule for each. It takes as long to look into a full set as into an
   * empty one, and each address leaves its set when the lease of its grant ends, in whole seconds
   * rounded up: the kernel closes the door even if this process is gone. Leases of more than
   * 2,147,483 s (nearly 25 days) are beyond that, and end by {@link #close} alone.
   *
   * <p>A set holds 65,536 addresses; opening fails when it is full. Needs the program of ipset(8).
   *
   * @return the chain with sets
   */
  public ServiceChain usingSets() {
    return new ServiceChain(this, new SetMembers(service));
  }

  /** Leaves the chain as it is, or missing; see {@link CommandAction#prepare}. */
  @Override
  public void prepare() throws InterruptedException {
    xtables.ipv4().tools().runner().rehearse();
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    IpAddress visitor = grant.visitor();
    Xtables tables = xtables.of(visitor);
    locked(() -> {
      if (grant.door().hasLease()) {
        members.admit(tables, visitor, Duration.ofNanos(state.holders().leaseNs(grant)));
        state.holders().add(grant);
      } else {
        members.admit(tables, visitor, Duration.ZERO);
      }
    });
  }

  /** Whoever knocks again may do so because somebody has emptied the chain. */
  @Override
  public void renew(Grant grant) throws IOException, InterruptedException {
    open(grant);
  }

  /** Remembers that the door lets the visitor in, so that no other door ends that meanwhile. */
  @Override
  public void resume(Grant grant) throws IOException, InterruptedException {
    locked(() -> state.holders().add(grant));
  }

  /** Lets the visitor in no more, unless another door with a lease does. */
  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    locked(() -> {
      if (!state.holders().isHeldByAnother(grant)) {
        delete(grant.visitor());
      }
      state.holders().remove(grant);
    });
  }

  /** One call, while no other runs. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private void locked(Step step) throws IOException, InterruptedException {
    state.lock().lockInterruptibly();
    try {
      step.run();
    } finally {
      state.lock().unlock();
    }
  }

  /**
   * Lets an address in until it is deleted. Does nothing if it is in already.
   *
   * @param visitor the address
   * @return true if it was not in before
   * @throws IOException if the chain is not there or iptables fails, or if the address is IPv6 and
   *     this is for IPv4 only
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean add(IpAddress visitor) throws IOException, InterruptedException {
    return members.add(xtables.of(visitor), visitor);
  }

  /**
   * Lets an address in no more. Does nothing if it is not in, or there is no chain.
   *
   * @param visitor the address
   * @return true if it was in before
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean delete(IpAddress visitor) throws IOException, InterruptedException {
    return xtables.serves(visitor) && members.delete(xtables.of(visitor), visitor);
  }

  /**
   * The addresses that are let in.
   *
   * @return IPv4 before IPv6, each in ascending order; empty if there is no chain
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public List<IpAddress> addresses() throws IOException, InterruptedException {
    List<IpAddress> addresses = new ArrayList<>();
    for (Xtables tables : xtables.all()) {
      addresses.addAll(members.list(tables));
    }
    return addresses;
  }

  /**
   * Whether the chain is there.
   *
   * @return true if it is in at least one family
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean exists() throws IOException, InterruptedException {
    for (Xtables tables : xtables.all()) {
      if (tables.list("filter").hasChain(chain())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Makes the chain, and at the end of INPUT the jump to it, in both families. One that is there
   * already is made anew as asked for, at once for all packets: its addresses stay in, its jump
   * stays at its place in INPUT, and what else there was goes.
   *
   * <p>Rules that stand before the jump see the packets first. What is not set up in the second
   * family because iptables failed there stays set up in the first.
   *
   * @param port what jumps into the chain, and how the chain ends
   * @return true if it was not there before in at least one family
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean setUp(ServicePort port) throws IOException, InterruptedException {
    return inAll(tables -> setUp(tables, port));
  }

  /**
   * Makes the chain as {@link #setUp} does, but leaves it alone in a family where it is there
   * already. Of several processes that do so at once, one makes it.
   *
   * @param port what jumps into the chain, and how the chain ends
   * @return true if it was made in at least one family; false if nothing was changed
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean create(ServicePort port) throws IOException, InterruptedException {
    return inAll(tables -> !tables.list("filter").hasChain(chain()) && setUp(tables, port));
  }

  private boolean setUp(Xtables tables, ServicePort port) throws IOException, InterruptedException {
    members.prepare(tables);
    Listing filter = tables.list("filter");
    RestoreText text = RestoreText.of("filter").emptied(chain());
    members.rules(tables, filter).forEach(rule -> text.append(chain(), rule));
    port.chainRules().forEach(rule -> text.append(chain(), rule));
    setUpJump(text, filter.rulesOf("INPUT"), port.jump(chain()));
    tables.restore(text);
    return !filter.hasChain(chain());
  }

  /** The new jump comes first: should it be written as an old one, either may be deleted. */
  private void setUpJump(RestoreText text, List<String> input, List<String> jump) {
    List<String> old =
        input.stream().filter(rule -> Listing.jumpsTo(chain(), rule)).toList();
    if (old.isEmpty()) {
      text.append("INPUT", jump);
    } else {
      text.insert("INPUT", input.indexOf(old.get(0)) + 1, jump);
      old.forEach(text::delete);
    }
  }

  /**
   * Removes the chain, its addresses, and every jump to it, in both families. Does nothing where
   * there is none.
   *
   * @return true if it was there in at least one family
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean remove() throws IOException, InterruptedException {
    return inAll(this::remove);
  }

  private boolean remove(Xtables tables) throws IOException, InterruptedException {
    Listing filter = tables.list("filter");
    boolean there = filter.hasChain(chain());
    if (there) {
      RestoreText text = RestoreText.of("filter");
      filter.rules().stream().filter(rule -> Listing.jumpsTo(chain(), rule)).forEach(text::delete);
      tables.restore(text.without(chain()));
    }
    members.dispose(tables);
    return there;
  }

  private interface Change {
    boolean in(Xtables tables) throws IOException, InterruptedException;
  }

  private boolean inAll(Change change) throws IOException, InterruptedException {
    return lock.holding(() -> {
      boolean any = false;
      for (Xtables tables : xtables.all()) {
        any |= change.in(tables);
      }
      return any;
    });
  }

  /** The service whose chain this line of a listing makes, if it does. */
  static Stream<String> named(String line) {
    String beginning = "-N " + PREFIX;
    return line.startsWith(beginning)
        ? Stream.of(line.substring(beginning.length()))
        : Stream.empty();
  }

  private String chain() {
    return PREFIX + service;
  }

  @Override
  public String toString() {
    return "ServiceChain[" + chain() + "]";
  }
}
