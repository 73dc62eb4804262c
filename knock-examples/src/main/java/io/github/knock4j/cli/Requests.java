// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

/**
 * What signals ask of the daemon. Reloads that wait are one reload, and an end goes before them: a
 * storm of signals does not hold it up. Thread-safe.
 */
final class Requests {

  private boolean reload;
  private boolean end;

  synchronized void reload() {
    reload = true;
    notifyAll();
  }

  synchronized void end() {
    end = true;
    notifyAll();
  }

  /** Waits until there is something to do: true for a reload, false for the end. */
  synchronized boolean awaitReload() throws InterruptedException {
    while (!reload && !end) {
      wait();
    }
    reload = false;
    return !end;
  }
}
