// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

/** Which ports a door listens to, besides those of its own knocks. */
public enum Scope {
  /**
   * Strict: every port of each protocol that the door uses, except those it ignores. A port sweep
   * touches other ports between the knocks, so it opens no such door whose ports are apart.
   */
  EVERY_PORT,

  /**
   * What knockd does: only ports that some door of the same engine uses for that protocol, in a
   * packet that passes that door's flags. A sweep seldom disturbs such a door and may open it.
   */
  KNOCK_PORTS
}
