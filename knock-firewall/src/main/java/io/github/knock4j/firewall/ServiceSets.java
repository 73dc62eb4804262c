// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.io.IOException;
import java.util.List;

/**
 * The two sets, IPv4 and IPv6, of those who may reach a service of {@link Nftables}: what {@link
 * ServiceChain} is for iptables. An address stays in until it is deleted, or the service removed;
 * use the action for what the kernel shall end.
 *
 * <p>Each call executes nft(8), once or twice, about 6 ms each; it is one transaction, so several
 * processes may do so at once. Needs CAP_NET_ADMIN. Immutable and thread-safe.
 */
public final class ServiceSets {

  private final NftProgram program;
  private final ScriptedNft nft;
  private final NftService service;

  ServiceSets(NftProgram program, NftService service) {
    this.program = program;
    this.nft = new ScriptedNft(program);
    this.service = service;
  }

  /**
   * Shuts ports to all but those who are let in, as {@link Nftables#setUp} does, unless the service
   * is there already. Of several processes that do so at once, one does it.
   *
   * @param ports 1..16 different ones
   * @return true if it was set up; false if it was there, and nothing was changed
   * @throws IllegalArgumentException if there are none, too many, or one of them twice
   * @throws IOException if nft fails
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean create(Knock... ports) throws IOException, InterruptedException {
    return nft.create(NftService.of(List.of(ports)).named(service.name()));
  }

  /**
   * Lets an address in until it is deleted, also one that is in for the time of a lease.
   *
   * @param visitor the address
   * @throws IOException if the service is not set up, or nft fails
   * @throws InterruptedException if this thread is interrupted
   */
  public void add(IpAddress visitor) throws IOException, InterruptedException {
    nft.admit(service, visitor);
  }

  /**
   * Lets an address in no more. Does nothing if it is not in, or there is no such service.
   *
   * @param visitor the address
   * @throws IOException if nft fails
   * @throws InterruptedException if this thread is interrupted
   */
  public void delete(IpAddress visitor) throws IOException, InterruptedException {
    nft.close(service, visitor);
  }

  /**
   * The addresses that are let in, for whatever time.
   *
   * @return IPv4 before IPv6, each in ascending order; empty if there is no such service
   * @throws IOException if nft fails
   * @throws InterruptedException if this thread is interrupted
   */
  public List<IpAddress> addresses() throws IOException, InterruptedException {
    return NftSets.read(program).addresses(service);
  }

  /**
   * Takes the service away, as {@link Nftables#remove} does. Does nothing if there is none.
   *
   * @throws IOException if nft fails
   * @throws InterruptedException if this thread is interrupted
   */
  public void remove() throws IOException, InterruptedException {
    nft.remove(service);
  }

  @Override
  public String toString() {
    return "ServiceSets[" + service.name() + "]";
  }
}
