// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import java.util.List;

/** The doors that have a knock on one port of one protocol. */
final class PortUse {

  /** Those whose first knock it is, and whose knocks are all different. */
  final Lock[] first;

  /** Those whose first knock it is, and which want some knock twice. */
  final Lock[] firstOfRepeating;

  private final Lock[] byFlags;

  PortUse(int code, List<Lock> users) {
    List<Lock> begun = users.stream().filter(lock -> lock.codes[0] == code).toList();
    first = begun.stream().filter(lock -> !lock.repeats).toArray(Lock[]::new);
    firstOfRepeating = begun.stream().filter(lock -> lock.repeats).toArray(Lock[]::new);
    byFlags = Locks.distinctFlags(users);
  }

  /** Whether the packet passes the flags of one of these doors: the rule of knockd's scope. */
  boolean inKnockScope(int flags, int code) {
    return Locks.acceptedByOne(byFlags, flags, code);
  }
}
