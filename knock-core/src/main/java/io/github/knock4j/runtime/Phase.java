// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import java.util.Locale;

/** The moments of a grant at which its actions are called. */
public enum Phase {
  /** The door opens. */
  OPEN,
  /** The visitor knocked again while it was open. */
  RENEW,
  /** The lease is over. */
  CLOSE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
