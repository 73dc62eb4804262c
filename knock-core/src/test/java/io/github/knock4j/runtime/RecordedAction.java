// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Grant;
import io.github.knock4j.spi.DoorAction;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An action that does nothing but remember its calls, and fails when told to. */
public final class RecordedAction implements DoorAction {

  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  private final List<Grant> resumed = new CopyOnWriteArrayList<>();
  private volatile @Nullable Exception failure;

  /** What all calls throw from now on; null: nothing. */
  public void failing(@Nullable Exception failure) {
    this.failure = failure;
  }

  @Override
  public void open(Grant grant) throws Exception {
    called("open", grant);
  }

  @Override
  public void renew(Grant grant) throws Exception {
    called("renew", grant);
  }

  @Override
  public void resume(Grant grant) {
    resumed.add(grant);
  }

  @Override
  public void close(Grant grant) throws Exception {
    called("close", grant);
  }

  private void called(String phase, Grant grant) throws Exception {
    Exception thrown = failure;
    calls.add(phase + " " + grant.visitor());
    if (thrown != null) {
      throw thrown;
    }
  }

  /** Waits for the next calls, which must be these. */
  public void assertNext(String... expected) throws InterruptedException {
    for (String call : expected) {
      assertThat(calls.poll(10, TimeUnit.SECONDS)).isEqualTo(call);
    }
  }

  /** The grants of an earlier process that this was told of. */
  public List<Grant> resumed() {
    return resumed;
  }

  public void assertNoMore() {
    assertThat(calls).isEmpty();
  }
}
