// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The way of netlink: messages straight to the kernel. */
final class NetlinkNft implements NftWay {

  private final NetlinkSocket socket;

  /** What is the same for all visitors of a service, by its name; as many as share this way. */
  private final Map<String, Openings> openings = new HashMap<>();

  private record Openings(
      NftOpening newIpv4, NftOpening newIpv6, NftOpening anyIpv4, NftOpening anyIpv6) {

    static Openings of(NftService service) {
      return new Openings(
          NftTransaction.openingToNew(service, true, NetlinkSocket.MACHINE),
          NftTransaction.openingToNew(service, false, NetlinkSocket.MACHINE),
          NftTransaction.opening(service, true, NetlinkSocket.MACHINE),
          NftTransaction.opening(service, false, NetlinkSocket.MACHINE));
    }

    NftOpening forNew(IpAddress visitor) {
      return visitor.isIpv4() ? newIpv4 : newIpv6;
    }

    NftOpening forAny(IpAddress visitor) {
      return visitor.isIpv4() ? anyIpv4 : anyIpv6;
    }
  }

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
      letIn(openings(service).forNew(visitor), service, visitor, timeoutMs);
    } catch (NetlinkException e) {
      if (e.errno() == NetlinkException.EEXIST) { // an earlier process has let him in
        renew(service, visitor, timeoutMs);
      } else {
        throw notSetUp(service, e);
      }
    }
  }

  @Override
  public void renew(NftService service, IpAddress visitor, long timeoutMs) throws IOException {
    try {
      letIn(openings(service).forAny(visitor), service, visitor, timeoutMs);
    } catch (NetlinkException e) {
      throwUnless(e, NetlinkException.ENOENT);
      renewAgain(service, visitor, timeoutMs);
    }
  }

  /** Before Linux 6.10 an element may expire between being found and being deleted. */
  private void renewAgain(NftService service, IpAddress visitor, long timeoutMs)
      throws IOException {
    try {
      letIn(openings(service).forAny(visitor), service, visitor, timeoutMs);
    } catch (NetlinkException e) {
      throw notSetUp(service, e);
    }
  }

  private static IOException notSetUp(NftService service, NetlinkException e) {
    return e.errno() == NetlinkException.ENOENT ? new NotSetUpException(service) : e;
  }

  private Openings openings(NftService service) {
    return openings.computeIfAbsent(service.name(), name -> Openings.of(service));
  }

  private void letIn(NftOpening opening, NftService service, IpAddress visitor, long timeoutMs)
      throws IOException {
    socket.transact(
        () -> cannot("open", service, visitor),
        sequence -> opening.filled(visitor, timeoutMs, sequence));
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

  private static String cannot(String verb, NftService service, IpAddress visitor) {
    return "cannot " + verb + " service '" + service.name() + "' for " + visitor;
  }

  private static void throwUnless(NetlinkException e, int expected) throws NetlinkException {
    if (e.errno() != expected) {
      throw e;
    }
  }
}
