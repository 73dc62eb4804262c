// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.runtime.Phase.CLOSE;
import static io.github.knock4j.runtime.Phase.OPEN;
import static io.github.knock4j.runtime.Phase.RENEW;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.runtime.RecordedSteps.Begun;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeasesTest {

  private static final long SECOND_NS = 1_000_000_000;
  private static final long LEASE_NS = 600 * SECOND_NS;
  private static final IpAddress VISITOR = IpAddress.parse("203.0.113.7");
  private static final IpAddress OTHER = IpAddress.parse("203.0.113.8");
  private static final Door SSH =
      Door.named("ssh").knock(tcp(7001)).openFor(ofSeconds(600)).build();
  private static final Door BACKUP = Door.named("backup").knock(tcp(7002)).build();

  private final RecordedSteps steps = new RecordedSteps();
  private final Leases leases = new Leases(2, steps);

  private boolean knock(Door door, IpAddress visitor, long nowNs) {
    return leases.knocked(Guard.of(door, grant -> {}), Grant.of(door, visitor, nowNs));
  }

  private void succeed(Phase phase, long nowNs) {
    Begun begun = steps.begin(leases, phase);
    leases.ended(begun.lease(), begun.step(), true, nowNs);
  }

  private void fail(Phase phase, long nowNs) {
    Begun begun = steps.begin(leases, phase);
    leases.ended(begun.lease(), begun.step(), false, nowNs);
  }

  private void assertNothingWaits() {
    assertThat(steps.waiting()).isZero();
  }

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE})
  void closesAtTheDeadlineAndNotBefore(long startNs) {
    knock(SSH, VISITOR, startNs);
    succeed(OPEN, startNs);
    leases.advance(startNs + LEASE_NS - 1);
    assertNothingWaits();

    leases.advance(startNs + LEASE_NS);

    succeed(CLOSE, startNs + LEASE_NS);
    assertNothingWaits();
    assertThat(leases.isEmpty()).isTrue();
  }

  @ParameterizedTest(name = "clock starting at {0} ns")
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - LEASE_NS - 1})
  void endsInOrderOfTimeWhenTheClockWraps(long startNs) {
    knock(SSH, OTHER, startNs + 2);
    knock(SSH, VISITOR, startNs);
    succeed(OPEN, startNs);
    succeed(OPEN, startNs);

    assertThat(leases.untilDueNs(startNs, Long.MAX_VALUE)).isEqualTo(LEASE_NS);
    leases.advance(startNs + LEASE_NS + 1);

    assertThat(steps.begin(leases, CLOSE).step().grant().visitor()).isEqualTo(VISITOR);
    assertNothingWaits();
    assertThat(leases.untilDueNs(startNs + LEASE_NS + 1, Long.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void closesAtTheNewDeadlineAfterARenewal() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);
    knock(SSH, VISITOR, 10);
    succeed(RENEW, 10);

    leases.advance(LEASE_NS);
    assertNothingWaits();
    leases.advance(LEASE_NS + 10);

    succeed(CLOSE, LEASE_NS + 10);
    assertThat(leases.isEmpty()).isTrue();
  }

  @Test
  void renewsForADoorWhoseSequenceHasChanged() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);

    knock(SSH.withKnocks(List.of(tcp(7003))), VISITOR, SECOND_NS);

    succeed(RENEW, SECOND_NS);
    assertThat(leases.grants()).hasSize(1);
    assertNothingWaits();
  }

  @Test
  void closesWhatAnotherDoorOfThatNameOpenedBeforeItOpensAnew() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);
    Door door = SSH.withKnocks(List.of(tcp(7003)));
    Guard changed = Guard.of(door, grant -> assertThat(grant).isNotNull());

    leases.knocked(changed, Grant.of(door, VISITOR, SECOND_NS));

    Begun closing = steps.begin(leases, CLOSE);
    assertThat(closing.step().guard()).isNotEqualTo(changed);
    leases.ended(closing.lease(), closing.step(), true, SECOND_NS);
    assertThat(steps.begin(leases, OPEN).step().guard()).isEqualTo(changed);
  }

  @Test
  void closesWhatADoorOpenedThatNowHasNoLease() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);

    knock(Door.named("ssh").knock(tcp(7001)).build(), VISITOR, SECOND_NS);

    succeed(CLOSE, SECOND_NS);
    succeed(OPEN, SECOND_NS);
    assertNothingWaits();
    assertThat(leases.grants()).isEmpty();
  }

  @Test
  void opensAndClosesWhatWaitedPastItsDeadline() {
    knock(SSH, VISITOR, 0);

    leases.advance(LEASE_NS);

    succeed(OPEN, LEASE_NS);
    succeed(CLOSE, LEASE_NS);
    assertThat(leases.isEmpty()).isTrue();
  }

  @Test
  void closesWhatOpenedTooLate() {
    knock(SSH, VISITOR, 0);
    Begun open = steps.begin(leases, OPEN);
    leases.advance(LEASE_NS);
    assertNothingWaits();

    leases.ended(open.lease(), open.step(), true, LEASE_NS + 5);

    succeed(CLOSE, LEASE_NS + 5);
    assertThat(leases.isEmpty()).isTrue();
  }

  @Test
  void asksForOneThreadHoweverOftenTheVisitorKnocks() {
    for (int i = 0; i < 1000; i++) {
      knock(SSH, VISITOR, i);
    }
    assertThat(steps.waiting()).isEqualTo(1);

    succeed(OPEN, 1000);

    assertNothingWaits();
    assertThat(leases.grants()).singleElement().extracting(Grant::openedNs).isEqualTo(999L);
  }

  @Test
  void triesAFailedCloseAgainEverLaterUpToAnHour() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);
    long nowNs = LEASE_NS;
    leases.advance(nowNs);

    long[] pauses = new long[15];
    for (int i = 0; i < pauses.length; i++) {
      fail(CLOSE, nowNs);
      pauses[i] = leases.untilDueNs(nowNs, Long.MAX_VALUE);
      leases.advance(nowNs + pauses[i] - 1);
      assertNothingWaits();
      nowNs += pauses[i];
      leases.advance(nowNs);
    }
    succeed(CLOSE, nowNs);

    assertThat(pauses).startsWith(SECOND_NS, 2 * SECOND_NS, 4 * SECOND_NS, 8 * SECOND_NS);
    assertThat(pauses)
        .endsWith(2048 * SECOND_NS, 3600 * SECOND_NS, 3600 * SECOND_NS, 3600 * SECOND_NS);
    assertThat(leases.isEmpty()).isTrue();
  }

  @Test
  void triesAFailedCloseAtOnceWhenTheVisitorKnocks() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);
    leases.advance(LEASE_NS);
    fail(CLOSE, LEASE_NS);

    knock(SSH, VISITOR, LEASE_NS + 1);

    succeed(CLOSE, LEASE_NS + 1);
    succeed(OPEN, LEASE_NS + 1);
    assertThat(leases.untilDueNs(LEASE_NS + 1, Long.MAX_VALUE)).isEqualTo(LEASE_NS);
  }

  @Test
  void remembersOneMomentForEachLease() {
    Door quick = Door.named("quick").knock(tcp(7003)).openFor(ofSeconds(1)).build();
    long nowNs = 0;

    for (int i = 0; i < 20; i++) {
      knock(quick, VISITOR, nowNs);
      while (steps.waiting() > 0) {
        Begun begun = steps.begin(leases);
        leases.ended(begun.lease(), begun.step(), begun.step().phase() == OPEN, nowNs);
      }
      nowNs += SECOND_NS;
      leases.advance(nowNs);
    }
    leases.endAll();
    while (steps.waiting() > 0) {
      succeed(CLOSE, nowNs);
    }

    assertThat(leases.isEmpty()).isTrue();
  }

  @Test
  void refusesMoreGrantsThanItIsMadeForButRenewsThoseItHas() {
    knock(SSH, VISITOR, 0);
    knock(SSH, OTHER, 0);

    assertThat(knock(BACKUP, VISITOR, 0)).isFalse();

    assertThat(knock(SSH, VISITOR, 1)).isTrue();
    assertThat(leases.grants()).hasSize(2);
  }

  @Test
  void forgetsADoorWithoutALeaseOnceItsActionEnded() {
    knock(BACKUP, VISITOR, 0);
    knock(BACKUP, VISITOR, 1);
    succeed(OPEN, 1);
    assertThat(leases.grants()).hasSize(1);

    succeed(OPEN, 1);

    assertNothingWaits();
    assertThat(leases.isEmpty()).isTrue();
  }

  @Test
  void endsAllGrantsAndGivesNoMore() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);
    knock(SSH, OTHER, 0);

    leases.endAll();

    assertThat(steps.begin(leases)).isNull();
    succeed(CLOSE, 1);
    assertThat(leases.isEmpty()).isTrue();
    assertThat(knock(SSH, VISITOR, 2)).isFalse();
    assertNothingWaits();
  }

  @Test
  void endsAgainWhatFailedToCloseWithoutWaiting() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);
    leases.endAll();
    fail(CLOSE, 0);
    assertNothingWaits();

    leases.endAll();

    succeed(CLOSE, 0);
    assertThat(leases.isEmpty()).isTrue();
  }

  @Test
  void keepsWhatIsOpenOrJustOpening() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);
    knock(SSH, OTHER, 0);
    Begun open = steps.begin(leases, OPEN);

    assertThat(leases.keepAll())
        .extracting(Grant::visitor)
        .containsExactlyInAnyOrder(VISITOR, OTHER);
    leases.ended(open.lease(), open.step(), true, 0);
    leases.endAll();

    assertNothingWaits();
    assertThat(leases.isEmpty()).isTrue();
  }

  @Test
  void keepsNothingThatIsOverOrHasNotBegun() {
    knock(SSH, VISITOR, 0);
    succeed(OPEN, 0);
    leases.advance(LEASE_NS);
    fail(CLOSE, LEASE_NS);
    knock(SSH, OTHER, LEASE_NS);

    assertThat(leases.keepAll()).isEmpty();
    leases.endAll();

    assertThat(steps.begin(leases)).isNull();
    succeed(CLOSE, LEASE_NS);
    assertThat(leases.isEmpty()).isTrue();
  }
}
