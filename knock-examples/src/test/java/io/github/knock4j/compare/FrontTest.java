// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrontTest {

  private final String drawn = Front.of(Sample.results());

  @Test
  void hasACurveForEachProgramInAFloodAndInACrowd() {
    assertThat(drawn.split("<polyline"))
        .hasSize(1 + Flooded.PROGRAMS.size() + Crowd.PROGRAMS.size());
  }

  @Test
  void namesTheProgramsThatAllKnow() {
    assertThat(drawn)
        .contains(
            Program.NETLINK.label() + "<",
            Program.IPTABLES.label() + "<",
            Program.KNOCKD.label() + "<",
            Program.FWKNOPD.label() + "<")
        .doesNotContain(Program.THROUGHPUT.label());
  }

  @Test
  void writesThousandsBriefly() {
    assertThat(drawn).contains(">1k<", ">200k<").doesNotContain(">200,000<");
  }

  @Test
  void isDrawnOnlyIfAllOfItWasMeasured() {
    List<Measurement> noCrowd = Sample.results().measurements().stream()
        .filter(it -> !it.topic().equals(Crowd.TOPIC))
        .toList();

    assertThat(Front.isIn(Sample.results())).isTrue();
    assertThat(Front.isIn(Sample.of(noCrowd))).isFalse();
  }
}
