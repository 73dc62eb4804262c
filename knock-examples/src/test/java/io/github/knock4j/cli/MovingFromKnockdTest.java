// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.knock4j.knockd.KnockdConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The page for those who come from knockd leaves nothing out, and names tests that exist. */
class MovingFromKnockdTest {

  private static final Path ROOT = Path.of("..");

  private String page = "";

  @BeforeEach
  void readPage() throws IOException {
    page = Files.readString(ROOT.resolve("site/moving-from-knockd.md"));
  }

  /** The reader's own words for what it knows are in its refusals. */
  @ParameterizedTest
  @ValueSource(strings = {"[door]\nsequence = 1\nbogus = 1\n", "[options]\nbogus = 1\n"})
  void namesEveryDirective(String unknown) {
    String refusal =
        catchThrowable(() -> KnockdConfig.parse(unknown, "knockd.conf")).getMessage();
    String[] keys = refusal.replaceFirst("(?s).*allowed: ", "").split(", | or ");

    assertThat(keys)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(key -> assertThat(page).containsPattern("\\| .*`" + key + "( = [^`]+)?`"));
  }

  @Test
  void namesEveryOption() {
    List<String> names = new CommandLine(new KnockdTool())
        .getCommandSpec().options().stream()
            .flatMap(option -> Stream.of(option.names()))
            .toList();

    assertThat(names)
        .hasSizeGreaterThan(20)
        .allSatisfy(name -> assertThat(page).containsPattern("\\| .*`" + name + "( [A-Z]+)?`"));
  }

  @Test
  void namesTestsThatExist() throws IOException {
    List<String> named = Pattern.compile("`(\\w+(?:IT|Test))`")
        .matcher(page)
        .results()
        .map((MatchResult name) -> name.group(1) + ".java")
        .toList();

    try (Stream<Path> files = Files.walk(ROOT)) {
      List<String> tests = files
          .filter(file -> file.toString().contains("src/test/java"))
          .map(file -> file.getFileName().toString())
          .toList();
      assertThat(named).hasSizeGreaterThan(20);
      assertThat(tests).containsAll(named);
    }
  }
}
