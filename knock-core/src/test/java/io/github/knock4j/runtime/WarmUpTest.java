// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WarmUpTest {

  @ParameterizedTest(name = "keeping leases: {0}")
  @ValueSource(booleans = {false, true})
  void letsVisitorsInByAllThatARealOneTakes(boolean keepsLeases) {
    assertThat(new WarmUp(keepsLeases).run()).isPositive();
  }

  @Test
  void leavesNeitherALineInTheLogNorAThread() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Thread> left = new ArrayList<>();

    try (RecordedLog log = new RecordedLog()) {
      new WarmUp(true).run();

      left.addAll(Thread.getAllStackTraces().keySet());
      assertThat(log.lines()).isEmpty();
    }

    left.removeAll(before);
    for (Thread thread : left) {
      if (thread.getName().startsWith("knock4j-")) {
        thread.join();
      }
    }
  }

  @Test
  void isNotSeenByWhoStartsAKeeper() throws Exception {
    List<DoorkeeperEvent> events = new CopyOnWriteArrayList<>();
    RecordedAction action = new RecordedAction();
    Door door = Door.named("ssh").knock(tcp(7001)).build();
    DoorkeeperStatus status;

    try (Doorkeeper keeper = Doorkeeper.watching(ScriptedSource.startingAt(0))
        .guard(door, action)
        .onEvent(events::add)
        .start()) {
      new WarmUp(false).run();
      status = keeper.status();
    }

    assertThat(events).isEmpty();
    action.assertNoMore();
    assertThat(status.opened()).isZero();
    assertThat(status.closed()).isZero();
    assertThat(status.grants()).isEmpty();
  }
}
