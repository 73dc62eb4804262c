// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.examples.SitePages.Block;
import io.github.knock4j.examples.SitePages.Import;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The code that the README and the site show is compiled and tested: it is imported from a file of
 * the build, or stands in one, word for word.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SiteCodeTest {

  private String examples = "";

  @BeforeAll
  void readExamples() throws IOException {
    StringBuilder read = new StringBuilder();
    for (Path sources : sources()) {
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .map(SitePages::text)
            .forEach(text -> read.append(withoutSpace(text)).append('\n'));
      }
    }
    examples = read.toString();
  }

  /** Of this module, and of examples beside it that have a pom of their own. */
  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      return Stream.concat(Stream.of(Path.of("src")), files.map(file -> file.resolve("src")))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("javaBlocks")
  void showsOnlyJavaThatIsCompiledAndTested(Block block) {
    assertThat(examples).contains(withoutSpace(block.text()));
  }

  static Stream<Block> javaBlocks() {
    return SitePages.blocks("java", "kotlin", "groovy");
  }

  @ParameterizedTest
  @MethodSource("imports")
  void importsRegionsThatAreThere(Import shown) {
    assertThat(shown.file()).isRegularFile();
    assertThat(shown.file().toString()).contains("/src/").doesNotContain("/target/");
    if (!shown.region().equals("null")) {
      String text = SitePages.text(shown.file());
      assertThat(text).containsOnlyOnce("// #region " + shown.region() + "\n");
      assertThat(text).containsOnlyOnce("// #endregion " + shown.region() + "\n");
    }
  }

  static Stream<Import> imports() {
    return SitePages.imports();
  }

  /** Configurations, units and scripts are files that tests read, not text of a page. */
  @Test
  void importsWhatIsNoJava() {
    assertThat(SitePages.blocks("ini", "conf", "yaml", "properties", "bash", "shell", "js"))
        .isEmpty();
    assertThat(SitePages.imports()).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("dependencies")
  void namesModulesThatExist(Block block) {
    assertThat(block.text()).contains("<groupId>io.github.knock4j</groupId>");
    Pattern.compile("<artifactId>([^<]+)")
        .matcher(block.text())
        .results()
        .forEach(found -> assertThat(SitePages.ROOT.resolve(found.group(1)).resolve("pom.xml"))
            .exists());
  }

  static Stream<Block> dependencies() {
    return SitePages.blocks("xml");
  }

  @ParameterizedTest
  @MethodSource("relativeLinks")
  void linksToFilesThatExist(Path file) {
    assertThat(file).exists();
  }

  /** Of the README; those of the site are followed in a browser. */
  static Stream<Path> relativeLinks() {
    return Pattern.compile("\\]\\(([^):]+)\\)")
        .matcher(SitePages.text(SitePages.ROOT.resolve("README.md")))
        .results()
        .map(link -> SitePages.ROOT.resolve(link.group(1)));
  }

  /** How lines are broken and indented is the formatter's matter. */
  private static String withoutSpace(String code) {
    return code.replaceAll("\\s+", "");
  }
}
