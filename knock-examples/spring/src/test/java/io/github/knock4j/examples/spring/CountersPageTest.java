// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the site says of the counters is what the code registers. */
class CountersPageTest {

  private static final Path PAGE = Path.of("..", "..", "site", "counters.md");
  private static final String HEAD =
      "| meter | kind | unit | tag | what |\n| --- | --- | --- | --- | --- |\n";

  /** When this fails, the page can be mended with the table in the message. */
  @Test
  void listsEveryMeter() throws IOException {
    String table = KeeperMeters.ALL.stream().map(CountersPageTest::row).collect(joining());

    assertThat(Files.readString(PAGE)).contains(HEAD + table + doorRow());
  }

  private static String doorRow() {
    return row(DoorkeeperMetrics.grantsOf("NAME"));
  }

  private static String row(KeeperMeter meter) {
    String tags = meter.tags().stream()
        .map(tag -> "`" + tag.getKey() + "=" + tag.getValue() + "`")
        .collect(joining(" "));
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            meter.name(),
            meter.counts() ? "counter" : "gauge",
            meter.unit(),
            tags,
            meter.description());
  }
}
