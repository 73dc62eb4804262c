// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page of this module says can be run. */
class ExamplesPageTest {

  private static final Path PAGE = Path.of("README.md");
  private static final Path SOURCES = Path.of("src/main/java/io/github/knock4j/examples");
  private static final Pattern RUN = Pattern.compile("knock\\.jar (io\\.github\\.[\\w.]+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");

  @Test
  void runsEveryExampleThatHasAMainMethodAndNoOther() throws Exception {
    List<String> run = found(RUN);

    assertThat(run).containsExactlyInAnyOrderElementsOf(programs());
    for (String name : run) {
      assertThat(Class.forName(name).getMethod("main", String[].class)).isNotNull();
    }
  }

  @Test
  void saysWhatAnExampleWantsToBeTold() {
    String[] none = {};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BackupDoor.main(none))
        .withMessage("arguments must be FOLDER FILE: []");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OwnPackets.main(new String[] {"a.pcap"}))
        .withMessage("arguments must be CAPTURE CONFIGURATION: [a.pcap]");
    assertThatIllegalArgumentException().isThrownBy(() -> RestartDoor.main(none));
    assertThatIllegalArgumentException().isThrownBy(() -> SshDoor.main(none));
  }

  @Test
  void leadsToFilesThatAreThere() throws IOException {
    assertThat(found(LINK)).isNotEmpty().allMatch(link -> Files.exists(Path.of(link)));
  }

  /** What stands in the table is what the class itself says. */
  @Test
  void namesTheCommandsThatTheClassesName() throws IOException {
    for (String line : Files.readAllLines(PAGE)) {
      MatchResult link = LINK.matcher(line).results().findFirst().orElse(null);
      if (line.startsWith("| ") && link != null) {
        String command = line.substring(line.indexOf("| `") + 3, line.lastIndexOf('`'));
        List<String> files = LINK.matcher(line).results().map(r -> r.group(1)).toList();
        assertThat(files)
            .filteredOn(file -> file.endsWith(".java"))
            .allSatisfy(file -> assertThat(Files.readString(Path.of(file))).contains(command));
      }
    }
  }

  private static List<String> programs() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .filter(file -> hasMain(file))
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .map(name -> "io.github.knock4j.examples." + name)
          .toList();
    }
  }

  private static boolean hasMain(Path file) {
    try {
      return Files.readString(file).contains("public static void main(");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> found(Pattern pattern) throws IOException {
    return pattern
        .matcher(Files.readString(PAGE))
        .results()
        .map(result -> result.group(1))
        .distinct()
        .toList();
  }
}
