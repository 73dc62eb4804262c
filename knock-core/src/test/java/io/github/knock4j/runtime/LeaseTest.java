// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.runtime.Phase.CLOSE;
import static io.github.knock4j.runtime.Phase.OPEN;
import static io.github.knock4j.runtime.Phase.RENEW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {

  private static final IpAddress VISITOR = IpAddress.parse("203.0.113.7");
  private static final Door SSH =
      Door.named("ssh").knock(tcp(7001)).openFor(Duration.ofMinutes(10)).build();
  private static final Door BACKUP = Door.named("backup").knock(tcp(7002)).build();
  private static final Guard GUARD = Guard.of(SSH, grant -> {});

  private final Lease lease = new Lease(GUARD, Grant.of(SSH, VISITOR, 0));

  private void knock(long nowNs) {
    assertThat(lease.knocked(GUARD, Grant.of(SSH, VISITOR, nowNs))).isTrue();
  }

  /** Begins the next step, which must be of this phase. */
  private Step begin(Phase phase) {
    Step step = lease.begin();
    assertThat(step).extracting(Step::phase).isEqualTo(phase);
    return step;
  }

  private void succeed(Phase phase) {
    lease.end(begin(phase), true);
  }

  private void fail(Phase phase) {
    lease.end(begin(phase), false);
  }

  @Test
  void staysShutWhenOpeningWasPrevented() {
    knock(1);
    begin(OPEN);
    lease.prevented();
    assertThat(lease.begin()).isNull();
    assertThat(lease.isKept()).isFalse();

    lease.expire();

    assertThat(lease.isDone()).isTrue();
  }

  @Test
  void opensForWhoKnockedWhileOpeningWasPrevented() {
    knock(1);
    begin(OPEN);
    knock(2);
    lease.prevented();

    succeed(OPEN);
    assertThat(lease.isKept()).isTrue();
    lease.expire();
    succeed(CLOSE);

    assertThat(lease.isDone()).isTrue();
  }

  @Test
  void renewsWhatWasTakenOverOpenAndClosesFirstWhatPerhapsWas() {
    Lease open = Lease.takenOver(GUARD, Grant.of(SSH, VISITOR, 0), "1.lease", true);
    Lease unsure = Lease.takenOver(GUARD, Grant.of(SSH, VISITOR, 0), "2.lease", false);
    assertThat(open.next()).isNull();
    assertThat(unsure.next()).isNull();

    open.knocked(GUARD, Grant.of(SSH, VISITOR, 1));
    unsure.knocked(GUARD, Grant.of(SSH, VISITOR, 1));

    assertThat(open.next()).isEqualTo(RENEW);
    assertThat(unsure.next()).isEqualTo(CLOSE);
  }

  @Test
  void opensRenewsAndCloses() {
    knock(1);
    succeed(OPEN);
    knock(2);
    succeed(RENEW);
    assertThat(lease.begin()).isNull();
    assertThat(lease.isDone()).isFalse();

    lease.expire();
    succeed(CLOSE);

    assertThat(lease.begin()).isNull();
    assertThat(lease.isDone()).isTrue();
  }

  @Test
  void runsOneStepAtATime() {
    knock(1);
    Step open = begin(OPEN);

    knock(2);
    lease.expire();

    assertThat(lease.next()).isNull();
    assertThat(lease.begin()).isNull();
    lease.end(open, true);
    succeed(CLOSE);
    assertThat(lease.isDone()).isTrue();
  }

  @Test
  void opensWithTheLatestGrantWhenTheVisitorKnocksWhileItWaits() {
    knock(1);
    knock(2);

    Step open = begin(OPEN);
    lease.end(open, true);

    assertThat(open.grant().openedNs()).isEqualTo(2);
    assertThat(lease.begin()).isNull();
  }

  @Test
  void opensAndClosesWhatIsOverBeforeItBegan() {
    knock(1);

    lease.expire();

    succeed(OPEN);
    succeed(CLOSE);
    assertThat(lease.isDone()).isTrue();
  }

  @Test
  void opensOnceForEachLeaseWhenTimeRunsAhead() {
    knock(1);
    lease.expire();
    knock(2);
    knock(3);
    lease.expire();

    Step first = begin(OPEN);
    lease.end(first, true);
    succeed(CLOSE);
    Step last = begin(OPEN);
    lease.end(last, true);
    succeed(CLOSE);

    assertThat(first.grant().openedNs()).isEqualTo(1);
    assertThat(last.grant().openedNs()).isEqualTo(3);
    assertThat(lease.isDone()).isTrue();
  }

  @Test
  void doesNotOpenWhatWasCancelledBeforeItBegan() {
    knock(1);

    lease.cancel();

    assertThat(lease.begin()).isNull();
    assertThat(lease.isDone()).isTrue();
  }

  @Test
  void staysAsItIsWhenItIsKept() {
    knock(1);
    succeed(OPEN);
    assertThat(lease.isKept()).isTrue();
    knock(2);

    lease.keep();

    assertThat(lease.begin()).isNull();
    assertThat(lease.isDone()).isFalse();
  }

  @Test
  void closesBeforeItOpensAgainWhenTheVisitorComesAfterTheDeadline() {
    knock(1);
    succeed(OPEN);
    lease.expire();

    knock(2);

    succeed(CLOSE);
    succeed(OPEN);
    assertThat(lease.begin()).isNull();
  }

  @Test
  void opensAgainWhenTheVisitorKnocksWhileItCloses() {
    knock(1);
    succeed(OPEN);
    lease.expire();
    Step close = begin(CLOSE);

    knock(2);
    knock(3);
    lease.end(close, true);

    assertThat(begin(OPEN).grant().openedNs()).isEqualTo(3);
  }

  @Test
  void closesWhatMayBeHalfOpenBeforeItOpensAgain() {
    knock(1);
    fail(OPEN);
    assertThat(lease.begin()).isNull();

    knock(2);

    succeed(CLOSE);
    succeed(OPEN);
  }

  @Test
  void opensInsteadOfRenewingWhenTheOpeningFailedMeanwhile() {
    knock(1);
    Step open = begin(OPEN);
    knock(2);

    lease.end(open, false);

    succeed(CLOSE);
    assertThat(begin(OPEN).grant().openedNs()).isEqualTo(2);
  }

  @Test
  void closesAndOpensWhenRenewingFailedAndTheVisitorKnocksAgain() {
    knock(1);
    succeed(OPEN);
    knock(2);
    fail(RENEW);
    assertThat(lease.begin()).isNull();

    knock(3);

    succeed(CLOSE);
    succeed(OPEN);
  }

  @Test
  void opensAllTheSameWhenTheCloseBeforeItFails() {
    knock(1);
    succeed(OPEN);
    lease.expire();
    fail(CLOSE);
    assertThat(lease.failedCloses()).isEqualTo(1);

    knock(2);
    fail(CLOSE);
    succeed(OPEN);

    assertThat(lease.begin()).isNull();
    assertThat(lease.isWanted()).isTrue();
  }

  @Test
  void closesWhatFailedToOpen() {
    knock(1);
    fail(OPEN);

    lease.expire();

    succeed(CLOSE);
    assertThat(lease.isDone()).isTrue();
  }

  @Test
  void closesUntilItSucceeds() {
    knock(1);
    succeed(OPEN);
    lease.expire();

    fail(CLOSE);
    fail(CLOSE);
    assertThat(lease.failedCloses()).isEqualTo(2);
    succeed(CLOSE);

    assertThat(lease.failedCloses()).isZero();
    assertThat(lease.isDone()).isTrue();
  }

  @Test
  void closesWithTheActionsThatOpenedAndOpensWithTheNewestOnes() {
    Guard newGuard = Guard.of(SSH, grant -> {}, grant -> {});
    knock(1);
    succeed(OPEN);
    lease.expire();
    lease.knocked(newGuard, Grant.of(SSH, VISITOR, 2));

    Step close = begin(CLOSE);
    lease.end(close, true);
    Step open = begin(OPEN);

    assertThat(close.guard()).isSameAs(GUARD);
    assertThat(open.guard()).isSameAs(newGuard);
  }

  @Test
  void staysWithItsActionsUntilTheyHaveClosed() {
    Guard newGuard = Guard.of(SSH, grant -> {}, grant -> {});
    knock(1);
    succeed(OPEN);
    lease.expire();
    lease.knocked(newGuard, Grant.of(SSH, VISITOR, 2));
    fail(CLOSE);

    succeed(OPEN);
    lease.expire();

    assertThat(begin(CLOSE).guard()).isSameAs(GUARD);
  }

  @Test
  void opensADoorWithoutALeaseOnceForEachKnockAndClosesItNever() {
    Guard guard = Guard.of(BACKUP, grant -> {});
    Lease once = new Lease(guard, Grant.of(BACKUP, VISITOR, 0));
    once.knocked(guard, Grant.of(BACKUP, VISITOR, 1));
    once.knocked(guard, Grant.of(BACKUP, VISITOR, 2));

    for (int i = 0; i < 2; i++) {
      Step step = once.begin();
      assertThat(step).extracting(Step::phase).isEqualTo(OPEN);
      once.end(step, i == 0);
    }

    assertThat(once.begin()).isNull();
    assertThat(once.isDone()).isTrue();
  }

  @Test
  void refusesWhenTooMuchWaits() {
    Guard guard = Guard.of(BACKUP, grant -> {});
    Grant grant = Grant.of(BACKUP, VISITOR, 0);
    Lease once = new Lease(guard, grant);
    for (int i = 0; i < 16; i++) {
      assertThat(once.knocked(guard, grant)).isTrue();
    }

    assertThat(once.knocked(guard, grant)).isFalse();

    once.begin();
    assertThat(once.knocked(guard, grant)).isTrue();
  }
}
