// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.engine.EngineCounters;
import io.github.knock4j.engine.Explanation.Outcome;
import io.github.knock4j.runtime.DoorkeeperEvent;
import io.github.knock4j.runtime.DoorkeeperStatus;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages that promise all of something leave none of it out. */
class SiteCompletenessTest {

  private static final Path RECORDED = SitePages.ROOT.resolve(
      "knock-core/src/main/java/io/github/knock4j/runtime/RecordedFlightEvents.java");

  @ParameterizedTest
  @MethodSource("counters")
  void tellsOfEveryCounter(String name) {
    assertThat(SitePages.page("operations.md")).contains("| `" + name + "` |");
  }

  static Stream<String> counters() {
    return Stream.of(DoorkeeperStatus.class, EngineCounters.class)
        .flatMap(type -> Stream.of(type.getRecordComponents()))
        .map(RecordComponent::getName);
  }

  @ParameterizedTest
  @MethodSource("events")
  void tellsOfEveryEvent(String name) {
    assertThat(SitePages.page("operations.md")).contains("| `" + name + "` |");
  }

  static Stream<String> events() {
    return Stream.of(DoorkeeperEvent.class.getPermittedSubclasses()).map(Class::getSimpleName);
  }

  @Test
  void tellsOfEveryEventOfTheFlightRecorder() {
    assertThat(Pattern.compile("@Name\\(\"([\\w.]+)\"\\)")
            .matcher(SitePages.text(RECORDED))
            .results()
            .map((MatchResult name) -> "| `" + name.group(1) + "` |"))
        .hasSizeGreaterThan(3)
        .allSatisfy(row -> assertThat(SitePages.page("operations.md")).contains(row));
  }

  @Test
  void tellsOfEveryOutcomeOfAnAttempt() {
    assertThat(Outcome.values())
        .allSatisfy(outcome -> assertThat(SitePages.page("testing.md"))
            .contains("| `" + outcome.name() + "` | " + outcome + " |"));
  }
}
