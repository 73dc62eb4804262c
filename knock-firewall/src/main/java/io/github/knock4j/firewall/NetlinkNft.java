// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The way of netlink: messages straight to the kernel. */
final class NetlinkNft implements NftWay {

  private final NetlinkSocket socket;

  // What is the same for all visitors of a service; as many as services share this way.
  private final Map<String, NftOpening> ipv4Openings = new HashMap<>();
  private final Map<String, NftOpening> ipv6Openings = new HashMap<>();

  private NetlinkNft(NetlinkSocket socket) {
    this.socket = socket;
  }

  static NetlinkNft open() throws IOException {
    return new NetlinkNft(NetlinkSocket.open());
  }

  @Override
  public void setUp(NftService service) throws IOException {
    socket.transact(
        () -> "cannot set up service '" + service.name() + "'",
        sequence -> NftTransaction.setUp(service, sequence, NetlinkSocket.MACHINE));
  }

  @Override
  public void remove(NftService service) throws IOException {
    try {
      socket.transact(
          () -> "cannot remove service '" + service.name() + "'",
          sequence -> NftTransaction.remove(service, sequence, NetlinkSocket.MACHINE));
    } catch (NetlinkException e) {
      throwUnless(e, NetlinkException.ENOENT);
    }
    try {
      socket.transact(
          () -> "cannot remove table inet " + NftService.TABLE,
          sequence -> NftTransaction.removeTable(sequence, NetlinkSocket.MACHINE));
    } catch (NetlinkException e) {
      if (e.errno() != NetlinkException.EBUSY) { // another service is left
        throwUnless(e, NetlinkException.ENOENT);
      }
    }
  }

  @Override
  public void open(NftService service, IpAddress visitor, long timeoutMs) throws IOException {
    try {
      letIn(service, visitor, timeoutMs);
    } catch (NetlinkException e) {
      throwUnless(e, NetlinkException.ENOENT);
      openAgain(service, visitor, timeoutMs);
    }
  }

  /** Before Linux 6.10 an element may expire between being found and being deleted. */
  private void openAgain(NftService service, IpAddress visitor, long timeoutMs) throws IOException {
    try {
      letIn(service, visitor, timeoutMs);
    } catch (NetlinkException e) {
      throwUnless(e, NetlinkException.ENOENT);
      throw new NotSetUpException(service);
    }
  }

  @Override
  public void renew(NftService service, IpAddress visitor, long timeoutMs) throws IOException {
    open(service, visitor, timeoutMs);
  }

  private void letIn(NftService service, IpAddress visitor, long timeoutMs) throws IOException {
    NftOpening batch = opening(service, visitor.isIpv4());
    socket.transact(
        () -> cannot("open", service, visitor),
        sequence -> batch.filled(visitor, timeoutMs, sequence));
  }

  @Override
  public void close(NftService service, IpAddress visitor) throws IOException {
    try {
      socket.transact(
          () -> cannot("close", service, visitor),
          sequence -> NftTransaction.close(service, visitor, sequence, NetlinkSocket.MACHINE));
    } catch (NetlinkException e) {
      throwUnless(e, NetlinkException.ENOENT);
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  private NftOpening opening(NftService service, boolean ipv4) {
    return (ipv4 ? ipv4Openings : ipv6Openings)
        .computeIfAbsent(
            service.name(), name -> NftTransaction.opening(service, ipv4, NetlinkSocket.MACHINE));
  }

  private static String cannot(String verb, NftService service, IpAddress visitor) {
    return "cannot " + verb + " service '" + service.name() + "' for " + visitor;
  }

  private static void throwUnless(NetlinkException e, int expected) throws NetlinkException {
    if (e.errno() != expected) {
      throw e;
    }
  }
}
