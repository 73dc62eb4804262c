// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTest {

  @Test
  void isWrittenAsKnockdWritesIt() {
    assertThat(Sequence.parse("door", "7000, 8000:udp,9000:tcp "))
        .containsExactly(tcp(7000), udp(8000), tcp(9000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7000,0", "7000,65536", "7000,", "7000,47011:sctp", "7000,-1", "7000,99999999999"})
  void tellsWhichKnockIsWrongButNotWhatItIs(String text) {
    assertThatThrownBy(() -> Sequence.parse("door", text))
        .hasMessage("door must be port[:tcp|udp],… with ports 1..65535: knock 2 is not");
  }

  @Test
  void isHiddenByTheProperties() {
    KnockProperties properties =
        new KnockProperties("admin", "47011", Duration.ofSeconds(5), Duration.ofMinutes(1), false);

    assertThat(properties).hasToString("KnockProperties[admin]");
  }

  @Test
  void mustBeSet() {
    KnockProperties properties =
        new KnockProperties("admin", null, Duration.ofSeconds(5), Duration.ofMinutes(1), false);

    assertThatThrownBy(properties::toDoor).hasMessage("knock4j.sequence must be set");
  }
}
