// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.runtime.DoorkeeperStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class KnockHealthTest {

  private static Health of(DoorkeeperStatus status) {
    return new KnockHealth(() -> status).health();
  }

  @Test
  void isUpWhileKnocksAreHeard() {
    assertThat(of(Statuses.running(List.of())).getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void isOutOfServiceWhileASourceIsDeafAndNamesIt() {
    Health health = of(Statuses.running(List.of(), "eth0"));

    assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(health.getDetails()).containsEntry("deaf", List.of("eth0"));
  }

  @Test
  void isDownOnceTheKeeperIsClosed() {
    assertThat(of(Statuses.closed()).getStatus()).isEqualTo(Status.DOWN);
  }
}
