// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.IOException;
import java.util.function.Function;

/** What can be measured, in the order of the page. */
enum Measure {
  WAIT(KnockToOpen.TOPIC, KnockToOpen::run, KnockToOpen::section),
  CROWD(Crowd.TOPIC, Crowd::run, Crowd::section),
  FLOOD(Flooded.TOPIC, Flooded::run, Flooded::section),
  HALF_OPEN(HalfOpen.CPU, HalfOpen::run, HalfOpen::section),
  OPEN_DOORS(OpenDoors.TOPIC, OpenDoors::run, OpenDoors::section),
  SWEEP(Sweep.TOPIC, Sweep::run, Sweep::section),
  KILL(Killed.TOPIC, Killed::run, Killed::section),
  EMBED(Embedded.TOPIC, Embedded::run, Embedded::section);

  private interface Run {
    void with(Notes notes, long seed) throws IOException;
  }

  private final String topic;
  private final Run run;
  private final Function<Results, Section> section;

  Measure(String topic, Run run, Function<Results, Section> section) {
    this.topic = topic;
    this.run = run;
    this.section = section;
  }

  /** One run. Programs take turns, so that what else happens on the machine happens to all. */
  void run(Notes notes, long seed) throws IOException {
    run.with(notes, seed);
  }

  boolean isIn(Results results) {
    return !results.on(topic).isEmpty();
  }

  Section section(Results results) {
    return section.apply(results);
  }
}
