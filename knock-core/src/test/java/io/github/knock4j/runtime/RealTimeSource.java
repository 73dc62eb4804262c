// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;

/** A source whose packets a test makes up, in the time of this host. */
public final class RealTimeSource implements PacketSource {

  private final ScriptedSource script = ScriptedSource.startingAt(System.nanoTime());
  private CountDownLatch failures = new CountDownLatch(0);

  /** Makes the clock fail so many times. */
  void failFor(int times) {
    failures = new CountDownLatch(times);
  }

  void awaitFailures() throws InterruptedException {
    failures.await();
  }

  public void knockAt(Door door, String visitor) {
    script.afterNs(System.nanoTime() - script.nowNs()).knockAt(door, visitor);
  }

  @Override
  public void start(Collection<Door> doors, PacketHandler handler) throws IOException {
    script.start(doors, handler);
  }

  @Override
  public long nowNs() {
    if (failures.getCount() > 0) {
      failures.countDown();
      throw new IllegalStateException("no clock");
    }
    return System.nanoTime();
  }

  @Override
  public void close() {
    script.close();
  }
}
