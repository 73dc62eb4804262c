// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Which doors hold a service open to whom. Several doors may lead to one service: it stays open
 * until the last of them closes, and in the kernel there is one element for all of them.
 *
 * <p>As many entries as there are grants, which the keeper bounds. Not thread-safe.
 */
final class Holders {

  /** Of each visitor, when the leases end, by the door's name: a changed door is the same one. */
  private final Map<IpAddress, Map<String, Long>> deadlinesNs = new HashMap<>();

  /** How long the service must be open to the grant's visitor, counted from its last knock. */
  long leaseNs(Grant grant) {
    long longest = grant.deadlineNs() - grant.openedNs();
    for (Map.Entry<String, Long> other : of(grant).entrySet()) {
      if (!other.getKey().equals(grant.door().name())) {
        longest = Math.max(longest, other.getValue() - grant.openedNs());
      }
    }
    return longest;
  }

  /** Whether any door holds the service open to the grant's visitor. */
  boolean isHeld(Grant grant) {
    return deadlinesNs.containsKey(grant.visitor());
  }

  /** Whether another door holds the service open to the grant's visitor. */
  boolean isHeldByAnother(Grant grant) {
    for (String door : of(grant).keySet()) {
      if (!door.equals(grant.door().name())) {
        return true;
      }
    }
    return false;
  }

  /** The longest lease of all visitors, counted from the grant's last knock. */
  long longestNs(Grant grant) {
    return deadlinesNs.values().stream()
        .flatMap(doors -> doors.values().stream())
        .mapToLong(deadlineNs -> deadlineNs - grant.openedNs())
        .reduce(leaseNs(grant), Math::max);
  }

  /** Whether nobody holds the service open but this grant. */
  boolean isLast(Grant grant) {
    return !isHeldByAnother(grant)
        && deadlinesNs.keySet().stream().allMatch(grant.visitor()::equals);
  }

  void add(Grant grant) {
    deadlinesNs
        .computeIfAbsent(grant.visitor(), visitor -> new HashMap<>())
        .put(grant.door().name(), grant.deadlineNs());
  }

  void remove(Grant grant) {
    deadlinesNs.computeIfPresent(grant.visitor(), (visitor, doors) -> {
      doors.remove(grant.door().name());
      return doors.isEmpty() ? null : doors;
    });
  }

  void clear() {
    deadlinesNs.clear();
  }

  private Map<String, Long> of(Grant grant) {
    return deadlinesNs.getOrDefault(grant.visitor(), Map.of());
  }
}
