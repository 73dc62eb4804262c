// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes one keeper's threads: daemons that say in a thread dump whose they are. */
final class KeeperThreads {

  /** A thread that its keeper can recognize. */
  private static final class Owned extends Thread {
    private final KeeperThreads owner;

    Owned(KeeperThreads owner, Runnable task, String name) {
      super(task, name);
      this.owner = owner;
    }
  }

  ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Owned(this, task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Whether the thread that asks is one of these. */
  boolean areCurrent() {
    return Thread.currentThread() instanceof Owned thread && thread.owner == this;
  }
}
