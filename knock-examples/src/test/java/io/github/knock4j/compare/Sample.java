// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.List;
import java.util.Map;

/** Data that was made up: one run of everything, in which all aims are reached. */
final class Sample {

  private static final double[] WAITED_MS = {0.2, 0.8, 5, 40, 60};

  private final Notes notes = new Notes();

  private Sample() {}

  static Results results() {
    Sample sample = new Sample();
    sample.noteWaits();
    sample.noteShares();
    sample.noteCosts();
    sample.noteRest();
    return of(sample.notes.measurements());
  }

  /** Figures under conditions that were made up. */
  static Results of(List<Measurement> measurements) {
    Map<String, String> versions = Map.of("iptables", "1.8.9", "knockd", "0.8");
    return new Results(
        new Conditions(
            "2026-01-01", "2 cores of a processor", "Linux 6", "a JVM 17", versions, 0.3, 1.2, 14),
        measurements);
  }

  private void noteWaits() {
    for (Program program : Program.values()) {
      double waitedMs = WAITED_MS[program.ordinal()];
      notes.note(KnockToOpen.TOPIC, program.label(), KnockToOpen.USUAL, "ms", waitedMs);
      notes.note(KnockToOpen.TOPIC, program.label(), KnockToOpen.RARE, "ms", 2 * waitedMs);
    }
  }

  private void noteShares() {
    for (Program program : Crowd.PROGRAMS) {
      for (int size : Crowd.SIZES) {
        double in = program == Program.KNOCKD ? 100.0 / size : 100;
        notes.note(Crowd.TOPIC, program.label(), "" + size, "%", in);
      }
    }
    for (Program program : Flooded.PROGRAMS) {
      for (int pace : Flooded.PACES) {
        if (Flooded.isTold(program, pace)) {
          String at = Figure.text(pace);
          notes.note(Flooded.TOPIC, program.label(), at, "%", program == Program.KNOCKD ? 0 : 100);
          notes.note(Flooded.SENT, program.label(), at, "packets/s", pace);
        }
      }
    }
    for (String order : Sweep.ORDERS) {
      notes.note(Sweep.TOPIC, Sweep.OURS, order, "of 6", 0);
      notes.note(Sweep.TOPIC, Sweep.KNOCKD, order, "of 6", 1);
    }
  }

  private void noteCosts() {
    for (int size : HalfOpen.SIZES) {
      String at = Figure.text(size);
      notes.note(HalfOpen.CPU, Program.NETLINK.label(), at, "µs", 2);
      notes.note(HalfOpen.MEMORY, Program.NETLINK.label(), at, "MB", 100);
      notes.note(HalfOpen.HEAP, Program.NETLINK.label(), at, "MB", 10);
      if (size <= HalfOpen.MOST_OF_KNOCKD) {
        notes.note(HalfOpen.CPU, Program.KNOCKD.label(), at, "µs", size / 100.0);
      }
    }
    notes.note(HalfOpen.FLOODED, Program.NETLINK.label(), "200,000", "µs", 2);
    notes.note(HalfOpen.HEARD, Program.NETLINK.label(), "1,000,000", "%", 100);
    for (Program program : OpenDoors.PROGRAMS) {
      for (int size : OpenDoors.SIZES) {
        notes.note(OpenDoors.TOPIC, program.label(), Figure.text(size), "packets/s", 1e6 / size);
      }
    }
  }

  private void noteRest() {
    for (String which : Killed.CASES) {
      double overdueS = which.equals(Killed.WHOLE) ? Killed.WATCHED.toSeconds() : 0.02;
      notes.note(Killed.TOPIC, which, "", "s", overdueS);
    }
    notes.note(Embedded.TOPIC, Embedded.BARE, Guest.MEMORY, "", 40);
    notes.note(Embedded.TOPIC, Embedded.KNOCKD, Guest.MEMORY, "", 5);
    notes.note(Jars.TOPIC, "kB", "knock-core", "kB", 234);
  }
}
