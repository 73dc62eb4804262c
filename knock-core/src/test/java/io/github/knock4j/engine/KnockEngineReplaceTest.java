// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Doors that come, stay and go while visitors knock. */
class KnockEngineReplaceTest {

  private final Knocker knocker = new Knocker().at(ssh().build());

  @Test
  void keepsAttemptsAtADoorThatIsEqual() {
    knocker.knock(tcp(7000), tcp(8000));

    replace(Door.named("first").knock(tcp(7000)).build(), ssh().build());
    knocker.knock(tcp(9000));

    assertThat(knocker.heard.openedDoors()).containsExactly("ssh");
  }

  @Test
  void forgetsAttemptsAtADoorThatChanged() {
    knocker.knock(tcp(7000), tcp(8000));

    replace(ssh().within(ofSeconds(9)).build());
    knocker.knock(tcp(9000));

    assertThat(knocker.heard.openedDoors()).isEmpty();
    assertThat(knocker.engine.counters().withdrawn()).isEqualTo(1);
    assertThat(knocker.engine.counters().live()).isZero();
  }

  @Test
  void givesNoDoorTheAttemptsOfTheOneItReplaces() {
    knocker.knock(tcp(7000), tcp(8000));

    replace(Door.named("other").knock(tcp(1)).knock(tcp(2)).knock(tcp(9000)).build());
    knocker.knock(tcp(9000));

    assertThat(knocker.heard.openedDoors()).isEmpty();
  }

  @Test
  void keepsTheCooldownOfADoorThatIsEqual() {
    knocker.knock(tcp(7000), tcp(8000), tcp(9000));

    replace(ssh().build());
    knocker.knock(tcp(7000), tcp(8000), tcp(9000));

    assertThat(knocker.heard.openedDoors()).containsExactly("ssh");
  }

  @Test
  void forgetsTheCooldownOfADoorThatWasGone() {
    knocker.knock(tcp(7000), tcp(8000), tcp(9000));

    replace();
    replace(ssh().build());
    knocker.knock(tcp(7000), tcp(8000), tcp(9000));

    assertThat(knocker.heard.openedDoors()).containsExactly("ssh", "ssh");
  }

  @Test
  void keepsNoTableInMemoryForAViewOfAnEarlierEvent() {
    List<AttemptView> views = new ArrayList<>();
    KnockListener storing = new KnockListener() {
      @Override
      public void onOpened(Grant grant) {}

      @Override
      public void onAdvanced(AttemptView attempt) {
        views.add(attempt);
      }
    };
    KnockEngine engine =
        KnockEngine.guarding(List.of(ssh().build()), EngineLimits.defaults(), storing);
    engine.onPacket(knocker.packet(tcp(7000)), 0);

    engine.replaceDoors(List.of(ssh().build()), 0);

    assertThat(views).hasSize(1);
    assertThatThrownBy(views.get(0)::visitorHigh)
        .isInstanceOf(NullPointerException.class)
        .hasMessage("view must be read during the call that hands it over");
  }

  @Test
  void keepsAttemptsWhenItMakesRoomForMoreAndLongerDoors() {
    Door twice = Door.named("twice").knock(tcp(7)).knock(tcp(7)).knock(tcp(8)).build();
    knocker.at(twice).knock(tcp(7), tcp(7));
    List<Door> doors = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Door.Builder door = Door.named("door " + i);
      for (int k = 0; k < 32; k++) {
        door.knock(tcp(7));
      }
      doors.add(door.build());
    }
    doors.add(twice);

    knocker.engine.replaceDoors(doors, knocker.nowNs);
    knocker.knock(tcp(8));

    assertThat(knocker.heard.openedDoors()).containsExactly("twice");
  }

  @Test
  void refusesTwoDoorsOfOneNameAndChangesNothing() {
    knocker.knock(tcp(7000), tcp(8000));

    assertThatThrownBy(() -> replace(ssh().build(), ssh().within(ofSeconds(9)).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two doors are named 'ssh'");
    knocker.knock(tcp(9000));

    assertThat(knocker.heard.openedDoors()).containsExactly("ssh");
    assertThat(knocker.engine.doors()).containsExactly(ssh().build());
  }

  @Test
  void guardsAsManyDoorsAsItHasNumbersFor() {
    List<Door> doors = new ArrayList<>();
    for (int i = 0; i < 2047; i++) {
      doors.add(Door.named("door " + i).knock(tcp(1 + i)).build());
    }

    knocker.engine.replaceDoors(doors, 0);
    knocker.knock(tcp(1), tcp(2047));

    assertThat(knocker.heard.openedDoors()).containsExactly("door 0", "door 2046");
    doors.add(ssh().build());
    assertThatThrownBy(() -> knocker.engine.replaceDoors(doors, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an engine guards at most 2047 doors: 2048");
  }

  private void replace(Door... doors) {
    knocker.engine.replaceDoors(List.of(doors), knocker.nowNs);
  }

  private static Door.Builder ssh() {
    return Door.named("ssh").knock(tcp(7000)).knock(tcp(8000)).knock(tcp(9000));
  }
}
