// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.spi.DoorAction;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

// #region admission
/** Whom one's own server answers: an action without any firewall. Thread-safe. */
public final class Admission implements DoorAction {

  private final Set<IpAddress> admitted = ConcurrentHashMap.newKeySet();

  @Override
  public void open(Grant grant) {
    admitted.add(grant.visitor());
  }

  @Override
  public void resume(Grant grant) {
    admitted.add(grant.visitor()); // an earlier process had let him in
  }

  @Override
  public void close(Grant grant) {
    admitted.remove(grant.visitor());
  }

  /**
   * Whether the door is open to somebody.
   *
   * @param address of the peer as a server sees it; behind a proxy, that is the proxy's
   * @return true from the opening of the door to the end of the lease
   */
  public boolean admits(InetAddress address) {
    return admitted.contains(IpAddress.of(address));
  }
}
// #endregion admission
