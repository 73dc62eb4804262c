// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.NetLab;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The comparison in its short form: what is told about ours and theirs must not become untrue. */
class ComparisonIT {

  private static final int MOST_RUNS = 5;
  private static final int VISITORS = 20;
  private static final int CROWD = 40;

  @BeforeEach
  void needALab() {
    NetLab.require("knockd", "iptables", "nmap");
  }

  /** Other work goes on: each program's best run counts, and there are more runs if need be. */
  @Test
  void opensManyTimesFaster() throws IOException {
    Notes notes = new Notes();
    List<Ratio> ratios = List.of();
    for (int run = 1;
        run <= MOST_RUNS && (run == 1 || !ratios.stream().allMatch(Ratio::holds));
        run++) {
      for (Program program : List.of(Program.NETLINK, Program.IPTABLES, Program.KNOCKD)) {
        KnockToOpen.take(notes, program, VISITORS, run);
      }
      ratios = Ratio.in(bestOf(notes));
    }

    assertThat(ratios).hasSize(3).allMatch(Ratio::holds);
  }

  private static Results bestOf(Notes notes) {
    return new Results(
        new Conditions("", "", "", "", Map.of(), 0, 0),
        notes.measurements().stream()
            .map(it ->
                new Measurement(it.topic(), it.program(), it.at(), it.unit(), List.of(it.least())))
            .toList());
  }

  @Test
  void letsInAllWhoKnockAtTheSameTime() throws IOException {
    Notes notes = new Notes();
    for (Program program : Crowd.PROGRAMS) {
      Crowd.take(notes, program, CROWD, 1);
    }

    assertThat(notes.measurements())
        .extracting(Measurement::median)
        .startsWith(100.0, 100.0)
        .element(2)
        .satisfies(theirs -> assertThat(theirs).isLessThan(100));
  }

  @Test
  void opensNoDoorToASweep() throws IOException {
    Notes notes = new Notes();
    for (String order : List.of("ascending", "descending", Sweep.NMAP)) {
      Sweep.take(notes, Program.NETLINK, order, 1);
    }
    Sweep.take(notes, Program.KNOCKD, "ascending", 1);

    assertThat(notes.measurements()).hasSize(4);
    assertThat(notes.measurements().subList(0, 3))
        .extracting(Measurement::median)
        .containsOnly(0.0);
    assertThat(notes.measurements().get(3).median())
        .as("the sweep reaches doors")
        .isPositive();
  }
}
