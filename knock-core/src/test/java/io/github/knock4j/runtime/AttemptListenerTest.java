// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.AttemptView;
import io.github.knock4j.engine.KnockListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptListenerTest {

  private static final Door SSH = Door.named("ssh").knock(tcp(47_011)).build();
  private static final Grant GRANT = Grant.of(SSH, IpAddress.parse("203.0.113.7"), 0);

  private final AttemptView attempt = mock(AttemptView.class);
  private final List<Grant> opened = new ArrayList<>();

  private void tellEverything(KnockListener listener) {
    listener.onAdvanced(attempt);
    listener.onReset(attempt);
    listener.onTimedOut(attempt);
    listener.onEvicted(attempt);
    listener.onOpened(GRANT);
  }

  @Test
  void passesEverythingOn() {
    KnockListener user = mock(KnockListener.class);

    tellEverything(new AttemptListener(opened::add, user));

    assertThat(opened).containsExactly(GRANT);
    assertThat(mockingDetails(user).getInvocations())
        .extracting(call -> call.getMethod().getName())
        .containsExactly("onAdvanced", "onReset", "onTimedOut", "onEvicted", "onOpened");
  }

  @Test
  void tellsOfAnOpeningBeforeItsActionsCanRun() {
    List<String> order = new ArrayList<>();

    new AttemptListener(grant -> order.add("actions"), grant -> order.add("listener"))
        .onOpened(GRANT);

    assertThat(order).containsExactly("listener", "actions");
  }

  @Test
  void keepsWhatAListenerThrowsFromTheEngine() {
    KnockListener user = mock(KnockListener.class, call -> {
      throw new NoClassDefFoundError("a class of the user's");
    });
    AttemptListener listener = new AttemptListener(opened::add, user);

    try (RecordedLog log = new RecordedLog()) {
      assertThatCode(() -> tellEverything(listener)).doesNotThrowAnyException();

      assertThat(log.lines())
          .hasSize(5)
          .allSatisfy(line -> assertThat(line).startsWith("DEBUG attempt listener failed"));
    }
    assertThat(opened).containsExactly(GRANT);
  }
}
