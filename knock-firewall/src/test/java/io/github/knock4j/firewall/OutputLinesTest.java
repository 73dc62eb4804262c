// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputLinesTest {

  private final List<String> passed = new ArrayList<>();
  private final OutputLines lines = new OutputLines(passed::add);

  @Test
  void putsALineTogetherFromPieces() {
    add("on");
    add("e\ntw");
    add("o");
    lines.end();

    assertThat(passed).containsExactly("one", "two");
  }

  @Test
  void leavesOutBlankLinesAndCarriageReturns() {
    add("\n\r\none\r\n\ntwo\r\n");
    lines.end();

    assertThat(passed).containsExactly("one", "two");
  }

  @Test
  void cutsALineAtItsBound() {
    String longest = "x".repeat(OutputLines.LONGEST_LINE);

    add(longest + "\n" + longest + "y\n" + longest + "yz\nshort\n");

    assertThat(passed).containsExactly(longest, longest + "…", longest + "…", "short");
  }

  @Test
  void countsTheLinesThatAreTooMany() {
    add("line\n".repeat(OutputLines.MOST_LINES + 7));
    lines.end();

    assertThat(passed).hasSize(OutputLines.MOST_LINES + 1).endsWith("… and 7 more lines");
  }

  @Test
  void makesAForgedLogLineHarmless() {
    add("\u001b[2Jgone\u0000\rdoor opened\u2028é 🚪\t.\n");

    assertThat(passed).containsExactly("?[2Jgone??door opened?é 🚪 .");
  }

  @Test
  void readsBytesThatAreNoUtf8() {
    lines.add(new byte[] {'a', (byte) 0xff, 'b', '\n'}, 4);

    assertThat(passed).containsExactly("a\ufffdb");
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    lines.add(bytes, bytes.length);
  }
}
