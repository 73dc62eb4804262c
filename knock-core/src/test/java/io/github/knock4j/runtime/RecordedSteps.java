// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Threads that begin and end steps when the test says so. */
final class RecordedSteps implements Leases.Steps {

  /** A step that has begun. */
  record Begun(Lease lease, Step step) {}

  private final Deque<Lease> waiting = new ArrayDeque<>();

  @Override
  public void submit(Lease lease) {
    waiting.add(lease);
  }

  int waiting() {
    return waiting.size();
  }

  /** Begins what was submitted first; answers null if there is nothing to do any more. */
  @Nullable
  Begun begin(Leases leases) {
    Lease lease = waiting.remove();
    Step step = leases.begin(lease);
    return step == null ? null : new Begun(lease, step);
  }

  /** Begins what was submitted first, which must be of this phase. */
  Begun begin(Leases leases, Phase phase) {
    Begun begun = begin(leases);
    assertThat(begun).isNotNull();
    assertThat(begun.step().phase()).isEqualTo(phase);
    return begun;
  }
}
