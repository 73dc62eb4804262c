// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.cli.Scenes.SSH;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import org.junit.jupiter.api.Test;

class SightingsTest {

  private static final String VISITOR = "203.0.113.7";

  private final Sightings sightings = new Sightings();

  private void advance(String visitor, int stage) {
    sightings.onAdvanced(Attempt.of(SSH, visitor, stage, 0));
  }

  private String told(int index) {
    Sighting sighting = sightings.latest(10).get(index);
    return sighting.visitor() + " " + sighting.told();
  }

  @Test
  void tellHowFarAVisitorHasCome() {
    advance(VISITOR, 1);
    assertThat(told(0)).isEqualTo("203.0.113.7 in progress at stage 1 of 3");

    advance(VISITOR, 2);
    assertThat(told(0)).isEqualTo("203.0.113.7 in progress at stage 2 of 3");

    sightings.onOpened(Grant.of(SSH, IpAddress.parse(VISITOR), 0));
    assertThat(told(0)).isEqualTo("203.0.113.7 opened");
  }

  @Test
  void tellWhyAnAttemptFailedAlsoWhenTheNextOneHasBegun() {
    advance(VISITOR, 2);
    sightings.onReset(Attempt.of(SSH, VISITOR, 2, 0));
    assertThat(told(0)).isEqualTo("203.0.113.7 wrong knock at stage 2 of 3");

    advance(VISITOR, 1);
    assertThat(told(0))
        .isEqualTo("203.0.113.7 in progress at stage 1 of 3, before: wrong knock at stage 2 of 3");

    sightings.onTimedOut(Attempt.of(SSH, VISITOR, 1, 0));
    sightings.onOpened(Grant.of(SSH, IpAddress.parse(VISITOR), 0));
    advance(VISITOR, 1);
    assertThat(told(0)).isEqualTo("203.0.113.7 in progress at stage 1 of 3");
  }

  @Test
  void showThoseFirstWhoWereSeenLast() {
    advance("203.0.113.1", 1);
    advance("203.0.113.2", 1);
    advance("203.0.113.1", 1);

    assertThat(sightings.latest(10))
        .extracting(sighting -> sighting.visitor().toString())
        .containsExactly("203.0.113.1", "203.0.113.2");
    assertThat(sightings.latest(1)).hasSize(1);
  }

  @Test
  void keepThoseWhoCameFurtherInAFloodOfFirstKnocks() {
    advance(VISITOR, 1);
    advance(VISITOR, 2);
    sightings.onTimedOut(Attempt.of(SSH, VISITOR, 2, 0));

    for (int i = 0; i < 100_000; i++) {
      sightings.onAdvanced(new Attempt(SSH, IpAddress.ofBits(0, IpAddress.mapped(i)), 1, 0));
    }

    assertThat(told(0)).isEqualTo("203.0.113.7 too slow at stage 2 of 3");
    assertThat(sightings.latest(1_000)).hasSize(257);
  }

  @Test
  void haveABoundAlsoForThoseWhoCameFurther() {
    for (int i = 0; i < 10_000; i++) {
      sightings.onAdvanced(new Attempt(SSH, IpAddress.ofBits(0, IpAddress.mapped(i)), 2, 0));
    }

    assertThat(sightings.latest(1_000)).hasSize(256);
  }
}
