// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldersTest {

  private static final Door LONG = door("long", 60);
  private static final Door SHORT = door("short", 10);
  private static final IpAddress VISITOR = IpAddress.parse("203.0.113.7");
  private static final IpAddress OTHER = IpAddress.parse("203.0.113.8");

  private final Holders holders = new Holders();

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE - 1})
  void keepsToTheLongestLeaseOfTheVisitor(long startNs) {
    holders.add(Grant.of(LONG, VISITOR, startNs));

    long laterNs = startNs + ofSeconds(5).toNanos();

    assertThat(holders.leaseNs(Grant.of(SHORT, VISITOR, laterNs)))
        .isEqualTo(ofSeconds(55).toNanos());
    assertThat(holders.leaseNs(Grant.of(SHORT, OTHER, laterNs)))
        .isEqualTo(ofSeconds(10).toNanos());
  }

  @Test
  void replacesAnEarlierLeaseOfTheSameDoor() {
    holders.add(Grant.of(LONG, VISITOR, 0));

    Grant shortened = new Grant(LONG, VISITOR, 0, ofSeconds(1).toNanos());

    assertThat(holders.leaseNs(shortened)).isEqualTo(ofSeconds(1).toNanos());
  }

  @Test
  void isHeldUntilTheLastDoorLetsGo() {
    Grant first = Grant.of(LONG, VISITOR, 0);
    Grant second = Grant.of(SHORT, VISITOR, 0);
    holders.add(first);
    holders.add(second);

    assertThat(holders.isHeldByAnother(first)).isTrue();
    holders.remove(first);
    assertThat(holders.isHeldByAnother(second)).isFalse();
    assertThat(holders.isHeldByAnother(Grant.of(LONG, OTHER, 0))).isFalse();
  }

  @Test
  void takeADoorWhoseSequenceHasChangedForTheSame() {
    Door changed = Door.named("short").knock(tcp(7002)).openFor(ofSeconds(10)).build();
    holders.add(Grant.of(SHORT, VISITOR, 0));
    Grant renewed = Grant.of(changed, VISITOR, 1);
    holders.add(renewed);

    assertThat(holders.isHeldByAnother(renewed)).isFalse();
  }

  private static Door door(String name, int seconds) {
    return Door.named(name).knock(tcp(7001)).openFor(ofSeconds(seconds)).build();
  }
}
