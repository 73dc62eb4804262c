// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AimTest {

  @Test
  void isReachedByWhatIsGoodEnough() {
    assertThat(Aim.in(Sample.results())).hasSize(8).allMatch(Aim::isReached);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "knock to open | knock4j, nftables | p50 | 0.41 | 98",
        "knock to open | knock4j, nftables | p99 | 6 | 13",
        "knock to open | knock4j, iptables executed | p50 | 7 | 5.7",
        "visitors let in, in a flood | knock4j, nftables | 50,000 | 97.5 | 98 %",
        "visitors let in, in a flood | knock4j, nftables | 200,000 | 97.5 | 98 %",
        "visitors let in, in a flood | knockd, iptables executed | 50,000 | 12 | 12 %",
        "visitors let in | knock4j, iptables executed | 40 | 90 | 90 %",
        "doors opened by a sweep | knock4j | random | 1 | 1"
      })
  void isMissedByWhatIsWorse(
      String topic, String program, String at, double figure, String measured) {
    List<Measurement> worse = Sample.results().measurements().stream()
        .map(it ->
            it.topic().equals(topic) && it.program().equals(program) && it.at().equals(at)
                ? new Measurement(topic, program, at, it.unit(), List.of(figure))
                : it)
        .toList();

    assertThat(Aim.in(Sample.of(worse)))
        .filteredOn(aim -> !aim.isReached())
        .extracting(Aim::measured)
        .containsExactly(measured);
  }

  @Test
  void isJudgedByTheWorstRun() {
    List<Measurement> runs = Sample.results().measurements().stream()
        .map(it -> it.topic().equals(Crowd.TOPIC) && it.program().equals("knock4j, nftables")
            ? new Measurement(
                it.topic(), it.program(), it.at(), it.unit(), List.of(100.0, 97.0, 100.0))
            : it)
        .toList();

    assertThat(Aim.in(Sample.of(runs)))
        .filteredOn(aim -> !aim.isReached())
        .extracting(Aim::measured)
        .containsExactly("97 %");
  }

  @Test
  void saysIfAFloodWasLessThanWasAskedFor() {
    List<Measurement> slower = Sample.results().measurements().stream()
        .map(it -> it.topic().equals(Flooded.SENT) && it.at().equals("200,000")
            ? new Measurement(it.topic(), it.program(), it.at(), it.unit(), List.of(166_527.0))
            : it)
        .toList();

    assertThat(Aim.in(Sample.of(slower)))
        .extracting(Aim::what)
        .contains("let in while 200,000 first knocks/s are sent, of which 166,527 came")
        .contains("let in while 50,000 first knocks/s are sent");
  }

  @Test
  void isSaidToBeMissed() {
    assertThat(Aim.table(List.of(new Aim("faster", "100", "26", false)))).isEqualTo("""
        |  | aim | measured | reached |
        |---|--:|--:|---|
        | faster | 100 | 26 | **no** |
        """);
  }

  @Test
  void isLeftOutIfNothingWasMeasured() {
    assertThat(Aim.in(Sample.of(List.of()))).isEmpty();
  }
}
