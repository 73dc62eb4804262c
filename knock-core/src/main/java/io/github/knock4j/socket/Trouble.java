// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

/** Tells new trouble from the same trouble again, so that it is reported once. */
final class Trouble {

  /** Trouble that has been gone for this long is new when it comes back. */
  private static final long FORGOTTEN_NS = 60_000_000_000L;

  private boolean seen;
  private long lastNs;

  /** Whether this trouble is new. */
  boolean isNew(long nowNs) {
    boolean fresh = !seen || nowNs - lastNs >= FORGOTTEN_NS;
    seen = true;
    lastNs = nowNs;
    return fresh;
  }
}
