// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class GuardTest {

  private static final Door SSH = Door.named("ssh").knock(Knock.tcp(47_011)).build();

  @Test
  void holdsItsActionsInTheOrderOfOpening() {
    DoorAction first = grant -> {};
    DoorAction second = grant -> {};

    Guard guard = Guard.of(SSH, first, second);

    assertThat(guard.door()).isEqualTo(SSH);
    assertThat(guard.actions()).containsExactly(first, second);
  }

  @Test
  void isNotChangedByTheListItWasMadeOf() {
    List<DoorAction> actions = new ArrayList<>(List.of(grant -> {}));
    Guard guard = new Guard(SSH, actions, null, true);

    actions.clear();

    assertThat(guard.actions()).hasSize(1);
    assertThatThrownBy(() -> guard.actions().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesADoorThatDoesNothing() {
    assertThatThrownBy(() -> Guard.of(SSH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("door 'ssh' needs at least 1 action");
  }

  @Test
  void opensUnlessItIsForClosingOnly() {
    Guard guard = Guard.of(SSH, grant -> {}).once(door -> null);

    assertThat(guard.opens()).isTrue();
    assertThat(guard.closingOnly())
        .isEqualTo(new Guard(SSH, guard.actions(), guard.sequences(), false));
    assertThat(guard.closingOnly().once(door -> null).opens()).isFalse();
  }

  @Test
  void showsNoPort() {
    assertThat(Guard.of(SSH, grant -> {}).toString()).contains("ssh").doesNotContain("47011");
  }

  @Test
  void makesItsActionsReadyInTheOrderOfOpening() throws IOException {
    List<String> ready = new ArrayList<>();

    Guard.of(SSH, preparing(() -> ready.add("first")), preparing(() -> ready.add("second")))
        .prepare();

    assertThat(ready).containsExactly("first", "second");
  }

  @Test
  void saysWhichDoorCannotBeMadeReady() {
    Exception cause = new Exception("no such table");
    Guard guard = Guard.of(SSH, preparing(() -> {
      throw cause;
    }));

    assertThatThrownBy(guard::prepare)
        .isInstanceOf(IOException.class)
        .hasMessage("door 'ssh' cannot be made ready")
        .hasCause(cause);
  }

  @Test
  void guardsNothingUntilEveryActionIsReady() {
    ScriptedSource source = ScriptedSource.startingAt(0);
    IOException refusal = new IOException("the kernel refuses");
    DoorAction unready = preparing(() -> {
      throw refusal;
    });

    assertThatThrownBy(() -> Doorkeeper.watching(source).guard(SSH, unready).start())
        .isSameAs(refusal);
  }

  @Test
  void tellsAllActionsOfAGrantThatGoesOnWhateverOneOfThemThrows() {
    Grant grant = Grant.of(SSH, IpAddress.parse("203.0.113.7"), 0);
    List<Grant> resumed = new ArrayList<>();
    Guard guard = Guard.of(
        SSH,
        resuming(resumed),
        resuming(List.of()), // which takes none
        resuming(resumed));

    try (RecordedLog log = new RecordedLog()) {
      guard.resume(grant);

      assertThat(resumed).containsExactly(grant, grant);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("ERROR action cannot resume door=ssh visitor=203.0.113.7");
    }
  }

  private static DoorAction resuming(List<Grant> resumed) {
    return new DoorAction() {
      @Override
      public void resume(Grant grant) {
        resumed.add(grant);
      }

      @Override
      public void open(Grant grant) {}
    };
  }

  private static DoorAction preparing(Callable<?> preparation) {
    return new DoorAction() {
      @Override
      public void prepare() throws Exception {
        preparation.call();
      }

      @Override
      public void open(Grant grant) {}
    };
  }
}
