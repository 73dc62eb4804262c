// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README shows is what the examples do: each of its Java blocks stands in one of them. */
@TestInstance(Lifecycle.PER_CLASS)
class ReadmeTest {

  private static final Path README = Path.of("..", "README.md");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private String examples = "";

  @BeforeAll
  void readExamples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      examples = files
          .filter(file -> file.toString().endsWith(".java"))
          .map(ReadmeTest::text)
          .map(ReadmeTest::withoutSpace)
          .collect(Collectors.joining("\n"));
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void showsOnlyWhatIsCompiledAndTested(String block) {
    assertThat(examples).contains(withoutSpace(block));
  }

  static Stream<String> blocks() {
    return BLOCK.matcher(text(README)).results().map((MatchResult block) -> block.group(1));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** How lines are broken and indented is the formatter's matter. */
  private static String withoutSpace(String code) {
    return code.replaceAll("\\s+", "");
  }
}
