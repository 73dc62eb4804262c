// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many doors that begin alike. */
class SharedKnocksTest {

  private final Knocker knocker = new Knocker();

  @Test
  void leadToAllDoorsAtOnce() {
    knocker.at(IntStream.range(0, 100)
        .mapToObj(
            i -> Door.named("door" + i).knock(tcp(7000)).knock(tcp(8000 + i)).build())
        .toList());

    knocker.as("203.0.113.7").knock(tcp(7000));

    assertThat(knocker.engine.counters().live()).isEqualTo(100);
  }
}
