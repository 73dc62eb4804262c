// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import java.util.Objects;

/**
 * A door open to one visitor until a deadline. Immutable.
 *
 * <p>Times are nanoseconds of the clock that stamped the packets: only differences mean something,
 * and they are compared by subtraction, because such a clock may wrap.
 *
 * @param door the door that was opened
 * @param visitor who knocked
 * @param openedNs when its last knock arrived; after a renewal, when the last one of that did
 * @param deadlineNs when the lease ends; equal to {@code openedNs} if the door has no lease
 */
public record Grant(Door door, IpAddress visitor, long openedNs, long deadlineNs) {

  /**
   * Checks that door and visitor are there.
   *
   * @param door the door that was opened
   * @param visitor who knocked
   * @param openedNs when its last knock arrived
   * @param deadlineNs when the lease ends
   */
  public Grant {
    Objects.requireNonNull(door, "door");
    Objects.requireNonNull(visitor, "visitor");
  }

  /**
   * A grant for the door's whole lease.
   *
   * @param door the door that was opened
   * @param visitor who knocked
   * @param openedNs when the last knock arrived
   * @return the grant
   */
  public static Grant of(Door door, IpAddress visitor, long openedNs) {
    return new Grant(door, visitor, openedNs, openedNs + door.lease().toNanos());
  }

  /**
   * Whether the lease has ended.
   *
   * @param nowNs the time on the same clock
   * @return true from the deadline on
   */
  public boolean isOver(long nowNs) {
    return nowNs - deadlineNs >= 0;
  }
}
