// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.Explanation;
import io.github.knock4j.engine.Explanation.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchLinesTest {

  private final Scenes scenes = new Scenes();
  private final WatchLines lines = new WatchLines(3);

  private List<String> next() {
    return lines.next(scenes.scene());
  }

  @Test
  void tellWhatHappenedSinceTheLastTimeAndNothingTwice() {
    scenes.advance("203.0.113.7", 1);
    assertThat(next()).containsExactly("203.0.113.7 at ssh: in progress at stage 1 of 3");
    assertThat(next()).isEmpty();

    scenes.reset("203.0.113.7", 1);
    scenes.advance("203.0.113.9", 1);
    assertThat(next())
        .containsExactly(
            "203.0.113.7 at ssh: wrong knock at stage 1 of 3",
            "203.0.113.9 at ssh: in progress at stage 1 of 3");
  }

  @Test
  void tellWhenADoorIsOpenAndWhenItIsClosed() {
    scenes.open("203.0.113.7");
    assertThat(next())
        .containsExactly("203.0.113.7 at ssh: opened", "203.0.113.7 at ssh: open for 10:00");
    assertThat(next()).isEmpty();

    scenes.grants.clear();
    assertThat(next()).containsExactly("203.0.113.7 at ssh: closed");
  }

  @Test
  void areFewHoweverManyStrangersThereAre() {
    for (int i = 1; i <= 200; i++) {
      scenes.advance("203.0.113." + i, 1);
    }

    assertThat(next())
        .containsExactly(
            "203.0.113.198 at ssh: in progress at stage 1 of 3",
            "203.0.113.199 at ssh: in progress at stage 1 of 3",
            "203.0.113.200 at ssh: in progress at stage 1 of 3",
            "... and 197 more visitors");
    assertThat(next()).isEmpty();
  }

  @Test
  void tellOfThoseWhoCameFarWhenThereAreTooMany() {
    scenes.advance("203.0.113.7", 2);
    for (int i = 100; i < 200; i++) {
      scenes.advance("203.0.113." + i, 1);
    }

    assertThat(next())
        .containsExactly(
            "203.0.113.7 at ssh: in progress at stage 2 of 3",
            "203.0.113.198 at ssh: in progress at stage 1 of 3",
            "203.0.113.199 at ssh: in progress at stage 1 of 3",
            "... and 98 more visitors");
  }

  @Test
  void tellWhatKeepsItFromHearing() {
    scenes.deaf = List.of("wg0\u001b[2J");
    scenes.trouble = "line 3";
    assertThat(next()).containsExactly("nothing is heard on wg0?[2J", "configuration: line 3");

    scenes.deaf = List.of();
    scenes.trouble = null;
    assertThat(next()).containsExactly("heard again on wg0?[2J", "configuration: read again");
  }

  @Test
  void tellMoreOfTheVisitorWhoIsFollowed() {
    scenes.advance("203.0.113.7", 1);
    scenes.followed = List.of(followed(Outcome.IN_PROGRESS, 1));
    assertThat(next()).containsExactly("203.0.113.7 at ssh: in progress at stage 1 of 3");

    scenes.followed = List.of(followed(Outcome.FLAGS_NOT_HEARD, 1));
    assertThat(next()).containsExactly("203.0.113.7 at ssh: flags not heard at stage 1 of 3");
    assertThat(next()).isEmpty();
  }

  private static Followed followed(Outcome outcome, int stage) {
    return new Followed(IpAddress.parse("203.0.113.7"), "ssh", new Explanation(outcome, stage, 3));
  }
}
