// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.spi.DoorAction;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the door does: keeps its visitors' addresses while their leases last. Thread-safe. */
final class Admission implements DoorAction {

  private final Set<IpAddress> admitted = ConcurrentHashMap.newKeySet();

  @Override
  public void open(Grant grant) {
    admitted.add(grant.visitor());
  }

  @Override
  public void close(Grant grant) {
    admitted.remove(grant.visitor());
  }

  /** Whether the door is open to this address, of a peer as the server sees it. */
  boolean admits(String address) {
    try {
      return admitted.contains(IpAddress.parse(address));
    } catch (IllegalArgumentException e) { // one with a zone: no visitor has one
      return false;
    }
  }
}
