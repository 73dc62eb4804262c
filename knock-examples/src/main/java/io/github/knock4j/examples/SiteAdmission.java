// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.spi.DoorAction;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

// #region admission
/** Whom one's own server answers: an action without any firewall. */
public final class SiteAdmission implements DoorAction {

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
   * Whether a peer may speak to the server now.
   *
   * @param peer where a connection comes from
   * @return true while a door is open to that address
   */
  public boolean admits(InetAddress peer) {
    return admitted.contains(IpAddress.of(peer));
  }
}
// #endregion admission
