// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.knock4j.examples.SitePages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * The shell commands of the README and the site: those of our own programs are understood by these,
 * and {@code shell-commands} lists all others, each with what shows that it is right.
 */
class SiteCommandsTest {

  private static final Pattern OURS = Pattern.compile(
      "(?:java -jar (?:\\S*/)?knock\\.jar|knock4j)(?: |-)(demo|knock|knockd|pktables|watch)(?: (.*))?");

  @ParameterizedTest
  @MethodSource("ownCommands")
  void showsOptionsThatOurProgramsHave(String command) {
    CommandLine program = new CommandLine(
        switch (group(command, 1)) {
          case "demo" -> new Demo();
          case "knock" -> new KnockTool();
          case "knockd" -> new KnockdTool();
          case "watch" -> new WatchTool();
          default -> new Pktables();
        });

    String[] words = Stream.of(group(command, 2).split(" +"))
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);

    assertThatCode(() -> program.parseArgs(words)).doesNotThrowAnyException();
  }

  static Stream<String> ownCommands() {
    return commands().stream().filter(command -> OURS.matcher(command).matches());
  }

  @Test
  void listsAllOthersAndNoneThatIsNotShown() throws IOException {
    Set<String> others = new TreeSet<>(commands());
    others.removeIf(command -> OURS.matcher(command).matches());

    assertThat(listed().keySet()).containsExactlyInAnyOrderElementsOf(others);
  }

  @ParameterizedTest
  @MethodSource("evidence")
  void hasEvidenceForEachOfThem(String evidence) throws Exception {
    String[] words = evidence.split(" ", 2);
    switch (words[0]) {
      case "test" -> assertThat(tests()).contains(words[1] + ".java");
      case "file" -> assertThat(SitePages.ROOT.resolve(words[1])).exists();
      case "pom" ->
        assertThat(Files.readString(SitePages.ROOT.resolve("pom.xml"))
                + Files.readString(SitePages.ROOT.resolve("knock-core/pom.xml")))
            .contains(words[1]);
      case "says" -> {
        String[] parts = words[1].split(" :: ");
        assertThat(outputOf(parts[0].split(" "))).contains(parts[1]);
      }
      default -> throw new AssertionError("test, file, pom or says: " + evidence);
    }
  }

  static Stream<String> evidence() throws IOException {
    return listed().values().stream().distinct();
  }

  /** Every line in a block of shell, without {@code sudo}, comment, and the space between words. */
  private static Set<String> commands() {
    Set<String> commands = new TreeSet<>();
    SitePages.blocks("sh")
        .forEach(block -> block
            .text()
            .lines()
            .flatMap(line -> Stream.of(line.replaceAll("(^|\\s)#.*", "").split(" && ")))
            .map(line -> line.strip().replaceFirst("^sudo ", "").replaceAll(" +", " "))
            .filter(line -> !line.isEmpty())
            .forEach(commands::add));
    assertThat(commands).hasSizeGreaterThan(15);
    return commands;
  }

  private static Map<String, String> listed() throws IOException {
    Map<String, String> listed = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("src/test/resources/site/shell-commands"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] halves = line.split(" +\\| ", 2);
        assertThat(halves).as(line).hasSize(2);
        listed.put(halves[0], halves[1]);
      }
    }
    return listed;
  }

  private static Set<String> tests() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module : List.of("knock-core", "knock-pcap", "knock-firewall", "knock-examples")) {
      try (Stream<Path> files =
          Files.walk(SitePages.ROOT.resolve(module).resolve("src/test/java"))) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    return names;
  }

  private static String outputOf(String... command) throws Exception {
    String program = command[0].replace("JAVA_HOME", System.getProperty("java.home"));
    List<String> argv = new ArrayList<>(List.of(command));
    argv.set(0, program);
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String group(String command, int number) {
    var matcher = OURS.matcher(command);
    assertThat(matcher.matches()).isTrue();
    return matcher.group(number) == null ? "" : matcher.group(number);
  }
}
