// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTailTest {

  private final OutputTail tail = new OutputTail();

  @Test
  void isEmptyAtFirst() {
    assertThat(tail.text()).isEmpty();
  }

  @Test
  void leavesOutBlankLinesAndWhatDoesNotPrint() {
    add("\none\u001b\r\n \ntwo");

    assertThat(tail.text()).isEqualTo("one?\ntwo");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 2_047, 2_048, 2_049, 5_000, 10_000})
  void keepsTheLastBytesHoweverTheyArrive(int piece) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      all.append((char) ('a' + i % 23));
    }

    for (int i = 0; i < all.length(); i += piece) {
      add(all.substring(i, Math.min(i + piece, all.length())));
    }

    assertThat(tail.text()).isEqualTo(all.substring(all.length() - OutputTail.LONGEST));
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    tail.add(bytes, bytes.length);
  }
}
