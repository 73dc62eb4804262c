// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;

/** The way of netlink: messages straight to the kernel. */
final class NetlinkNft implements NftWay {

  private final NetlinkSocket socket;

  private NetlinkNft(NetlinkSocket socket) {
    this.socket = socket;
  }

  static NetlinkNft open() throws IOException {
    return new NetlinkNft(NetlinkSocket.open());
  }

  @Override
  public void setUp(NftService service) throws IOException {
    socket.transact(
        "cannot set up service '" + service.name() + "'",
        (sequence, machine) -> NftTransaction.setUp(service, sequence, machine));
  }

  @Override
  public void remove(NftService service) throws IOException {
    try {
      socket.transact(
          "cannot remove service '" + service.name() + "'",
          (sequence, machine) -> NftTransaction.remove(service, sequence, machine));
    } catch (NetlinkException e) {
      throwUnless(e, NetlinkException.ENOENT);
    }
    try {
      socket.transact("cannot remove table inet " + NftService.TABLE, NftTransaction::removeTable);
    } catch (NetlinkException e) {
      if (e.errno() != NetlinkException.EBUSY) { // another service is left
        throwUnless(e, NetlinkException.ENOENT);
      }
    }
  }

  @Override
  public void open(NftService service, IpAddress visitor, long timeoutMs) throws IOException {
    try {
      openOnce(service, visitor, timeoutMs);
    } catch (NetlinkException e) {
      throwUnless(e, NetlinkException.ENOENT);
      openAgain(service, visitor, timeoutMs);
    }
  }

  /** Before Linux 6.10 an element may expire between being found and being deleted. */
  private void openAgain(NftService service, IpAddress visitor, long timeoutMs) throws IOException {
    try {
      openOnce(service, visitor, timeoutMs);
    } catch (NetlinkException e) {
      throwUnless(e, NetlinkException.ENOENT);
      throw new NotSetUpException(service);
    }
  }

  private void openOnce(NftService service, IpAddress visitor, long timeoutMs) throws IOException {
    socket.transact(
        cannot("open", service, visitor),
        (sequence, machine) -> NftTransaction.open(service, visitor, timeoutMs, sequence, machine));
  }

  @Override
  public void renew(NftService service, IpAddress visitor, long timeoutMs) throws IOException {
    open(service, visitor, timeoutMs);
  }

  @Override
  public void close(NftService service, IpAddress visitor) throws IOException {
    try {
      socket.transact(
          cannot("close", service, visitor),
          (sequence, machine) -> NftTransaction.close(service, visitor, sequence, machine));
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
