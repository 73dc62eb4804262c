// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A chain of its own for one service, in iptables and in ip6tables: {@code pk-SERVICE}, which INPUT
 * jumps to for the service's port. It holds one ACCEPT for each address that is let in, in ascending
 * order, then perhaps a LOG, then the end: DROP or ACCEPT. As an action, it lets a visitor in and
 * out.
 *
 * <pre>{@code
 * ServiceChain ssh = Iptables.service("ssh");
 * ssh.setUp(ServicePort.of(tcp(22)).onlyNewConnections());
 * keeper.guard(door, ssh);
 * }</pre>
 *
 * <p>Needs root or CAP_NET_ADMIN. Thread-safe: changes of one {@code ServiceChain} come one after
 * the other. Two processes that change the same chain at the same moment may break the order of its
 * addresses, not who is let in. Each change executes the program two to three times.
 */
public final class ServiceChain implements DoorAction {

  private static final String PREFIX = "pk-";

  private final Xtables.Pair xtables;
  private final String chain;
  private final Lock lock = new ReentrantLock();

  ServiceChain(Xtables.Pair xtables, String service) {
    this.xtables = xtables;
    this.chain = PREFIX + Names.checked("service", service, Names.LONGEST_CHAIN - PREFIX.length());
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    add(grant.visitor());
  }

  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    delete(grant.visitor());
  }

  /**
   * Lets an address in. Does nothing if it is in already.
   *
   * @param visitor the address
   * @return true if it was not in before
   * @throws IOException if the chain is not there or iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean add(IpAddress visitor) throws IOException, InterruptedException {
    Xtables tables = xtables.of(visitor);
    lock.lockInterruptibly();
    try {
      List<List<String>> rules = tables.rulesOf(chain);
      if (rules.stream().anyMatch(rule -> visitor.equals(ChainRule.accepted(rule)))) {
        return false;
      }
      int before = 1; // iptables counts from 1
      for (List<String> rule : rules) {
        IpAddress accepted = ChainRule.accepted(rule);
        if (accepted == null || accepted.compareTo(visitor) > 0) {
          break;
        }
        before++;
      }
      tables.run("-I", chain, "" + before, "-s", visitor.toString(), "-j", "ACCEPT");
      return true;
    } finally {
      lock.unlock();
    }
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
    Xtables tables = xtables.of(visitor);
    List<String> rule = List.of("-s", visitor.toString(), "-j", "ACCEPT");
    lock.lockInterruptibly();
    try {
      boolean found = false;
      while (tables.hasRule(chain, rule)) {
        tables.run(Xtables.arguments("-D", chain, rule));
        found = true;
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The addresses that are let in.
   *
   * @return IPv4 before IPv6, each in the order of its chain; empty if there is no chain
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public List<IpAddress> addresses() throws IOException, InterruptedException {
    List<IpAddress> addresses = new ArrayList<>();
    for (Xtables tables : xtables.both()) {
      if (tables.hasChain(chain)) {
        tables.rulesOf(chain).stream()
            .map(ChainRule::accepted)
            .filter(address -> address != null)
            .forEach(addresses::add);
      }
    }
    return addresses;
  }

  /**
   * Makes the chain and the jump to it, in both families. A chain that is there already stays as it
   * is, unless nothing jumps to it: then an earlier attempt broke off, and it is made anew.
   *
   * @param port what jumps into the chain, and how the chain ends
   * @return true if it was not there before in at least one family
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean setUp(ServicePort port) throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      boolean made = false;
      for (Xtables tables : xtables.both()) {
        if (!isWhole(tables)) {
          make(tables, port);
          made = true;
        }
      }
      return made;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the chain is there and used; what an attempt that broke off has left is removed. */
  private boolean isWhole(Xtables tables) throws IOException, InterruptedException {
    if (!tables.hasChain(chain)) {
      return false;
    }
    if (tables.allRules().stream().anyMatch(rule -> ChainRule.jumpsTo(rule, chain))) {
      return true;
    }
    unmake(tables);
    return false;
  }

  private void make(Xtables tables, ServicePort port) throws IOException, InterruptedException {
    tables.run("-N", chain);
    try {
      for (List<String> rule : port.chainRules()) {
        tables.run(Xtables.arguments("-A", chain, rule));
      }
      tables.run(Xtables.arguments("-A", "INPUT", port.jump(chain)));
    } catch (IOException | InterruptedException e) {
      try {
        unmake(tables);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /**
   * Removes the chain and every jump to it, in both families. Does nothing where there is none.
   *
   * @return true if it was there in at least one family
   * @throws IOException if iptables fails
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean remove() throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      boolean removed = false;
      for (Xtables tables : xtables.both()) {
        if (tables.hasChain(chain)) {
          unmake(tables);
          removed = true;
        }
      }
      return removed;
    } finally {
      lock.unlock();
    }
  }

  private void unmake(Xtables tables) throws IOException, InterruptedException {
    for (List<String> rule : tables.allRules()) {
      if (ChainRule.jumpsTo(rule, chain)) {
        tables.run(Xtables.arguments("-D", rule.get(1), rule.subList(2, rule.size())));
      }
    }
    tables.run("-F", chain);
    tables.run("-X", chain);
  }

  @Override
  public String toString() {
    return "ServiceChain[" + chain + "]";
  }
}
