// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {

  private static final IpAddress VISITOR = IpAddress.parse("192.0.2.1");
  private static final Door SSH =
      Door.named("ssh").knock(Knock.tcp(7001)).openFor(ofMinutes(10)).build();

  @ParameterizedTest(name = "opened at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE})
  void isOverFromItsDeadlineOn(long openedNs) {
    Grant grant = Grant.of(SSH, VISITOR, openedNs);
    long leaseNs = ofMinutes(10).toNanos();

    assertThat(grant.isOver(openedNs)).isFalse();
    assertThat(grant.isOver(openedNs + leaseNs - 1)).isFalse();
    assertThat(grant.isOver(openedNs + leaseNs)).isTrue();
    assertThat(grant.isOver(openedNs + leaseNs + ofSeconds(1).toNanos())).isTrue();
  }

  @Test
  void isOverAtOnceIfTheDoorHasNoLease() {
    Door backup = Door.named("backup").knock(Knock.udp(7001)).build();

    Grant grant = Grant.of(backup, VISITOR, 5);

    assertThat(grant.deadlineNs()).isEqualTo(5);
    assertThat(grant.isOver(5)).isTrue();
  }

  @Test
  void showsDoorAndVisitorButNoPorts() {
    assertThat(Grant.of(SSH, VISITOR, 0).toString())
        .contains("ssh", "192.0.2.1")
        .doesNotContain("7001");
  }
}
