// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GrantsTest {

  private static final Door SSH =
      Door.named("ssh").knock(tcp(7001)).openFor(ofMinutes(10)).build();
  private static final Door SLOW =
      Door.named("slow").knock(tcp(7002)).openFor(ofMinutes(10)).build();
  private static final IpAddress VISITOR = IpAddress.parse("203.0.113.7");

  private final KeeperThreads threads = new KeeperThreads();
  private final Chronicle chronicle = new Chronicle(new EventTeller(null, threads));
  private final RecordedAction action = new RecordedAction();
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void closesWhatWaitsBehindAnActionThatHangsWhenItEnds() throws Exception {
    Doorkeeper.Builder oneThread =
        Doorkeeper.watching(ScriptedSource.startingAt(0)).actionThreads(1);
    try (Grants grants =
        new Grants(oneThread, Journal.inMemory(), chronicle, threads, () -> 0, () -> {})) {
      grants.start(List.of());
      grants.opened(Guard.of(SSH, action), Grant.of(SSH, VISITOR, 0));
      assertThat(grants.awaitIdle(ofMinutes(1))).isTrue();
      grants.opened(Guard.of(SLOW, grant -> never.await()), Grant.of(SLOW, VISITOR, 0));

      grants.end(false, ofMillis(100));

      action.assertNext("open " + VISITOR, "close " + VISITOR);
      assertThat(grants.list()).isEmpty();
    }
  }

  @Test
  void triesOnceAMinuteToRemoveTheFileOfADoorThatIsClosed() throws Exception {
    StubbornStore store = new StubbornStore();
    try (Grants grants = grants(store)) {
      grants.start(List.of());
      grants.opened(Guard.of(SSH, action), Grant.of(SSH, VISITOR, 0));
      passTo(grants, ofMinutes(10));
      passTo(grants, ofMinutes(10));
      assertThat(store.refusals).as("tried in vain, and again").isEqualTo(2);
      store.isStubborn = false;

      passTo(grants, ofMinutes(11).minusNanos(1));
      assertThat(store.files).hasSize(1);
      passTo(grants, ofMinutes(11));

      assertThat(store.files).isEmpty();
      action.assertNext("open " + VISITOR, "close " + VISITOR);
      action.assertNoMore();
    }
  }

  @Test
  void triesALastTimeToRemoveTheFilesOfDoorsThatAreClosedWhenItEnds() throws Exception {
    StubbornStore store = new StubbornStore();
    Grants grants = grants(store);
    grants.start(List.of());
    grants.opened(Guard.of(SSH, action), Grant.of(SSH, VISITOR, 0));
    assertThat(grants.awaitIdle(ofMinutes(1))).isTrue();
    grants.end(false, ofMinutes(1));
    assertThat(store.files).hasSize(1);

    store.isStubborn = false;
    grants.close();

    assertThat(store.files).isEmpty();
  }

  @Test
  void wakesTheClockOnlyForALeaseThatMayEndBeforeItLooks() throws Exception {
    List<Thread> told = new CopyOnWriteArrayList<>();
    Door brief = Door.named("brief").knock(tcp(7003)).openFor(ofMillis(999)).build();
    try (Grants grants = grants(Journal.inMemory(), () -> told.add(Thread.currentThread()))) {
      grants.start(List.of());

      grants.opened(Guard.of(SSH, action), Grant.of(SSH, VISITOR, 0));
      assertThat(told).doesNotContain(Thread.currentThread());
      grants.opened(Guard.of(brief, action), Grant.of(brief, VISITOR, 0));

      assertThat(told).contains(Thread.currentThread());
    }
  }

  @Test
  void wakesTheClockForALeaseThatItGoesOnWithLater() throws Exception {
    List<Thread> told = new CopyOnWriteArrayList<>();
    Moment boot = new Moment(0, Moment.NO_BOOT, 0);
    KeptLease left = new KeptLease("ssh", VISITOR, 600_000, boot.plusMs(500), true);
    LeaseStore store = mock(LeaseStore.class);
    when(store.read()).thenReturn(Map.of("0000000000000001.lease", left.toBytes()));
    Journal journal = new Journal(store, () -> boot);
    try (Grants grants = grants(journal, () -> told.add(Thread.currentThread()))) {
      grants.start(List.of());
      told.clear();

      grants.adopt(List.of(Guard.of(SSH, action)));

      assertThat(grants.untilDueNs(0, Clockwork.TICK_NS))
          .isEqualTo(ofMillis(500).toNanos());
      assertThat(told).containsExactly(Thread.currentThread());
    }
  }

  private Grants grants(LeaseStore store) {
    Moment moment = new Moment(0, Moment.NO_BOOT, 0);
    return grants(new Journal(store, () -> moment), () -> {});
  }

  private Grants grants(Journal journal, Runnable changed) {
    return new Grants(
        Doorkeeper.watching(ScriptedSource.startingAt(0)),
        journal,
        chronicle,
        threads,
        () -> 0,
        changed);
  }

  private static void passTo(Grants grants, Duration now) {
    assertThat(grants.awaitIdle(ofMinutes(1))).isTrue();
    grants.advance(now.toNanos());
    assertThat(grants.awaitIdle(ofMinutes(1))).isTrue();
  }

  /** Lets no file go for a while. */
  private static final class StubbornStore implements LeaseStore {
    final Set<String> files = ConcurrentHashMap.newKeySet();
    volatile boolean isStubborn = true;
    volatile int refusals;

    @Override
    public Map<String, byte[]> read() {
      return Map.of();
    }

    @Override
    public void write(String name, byte[] content) {
      files.add(name);
    }

    @Override
    public void append(String name, byte[] content) {}

    @Override
    public void remove(String name) throws IOException {
      if (isStubborn) {
        refusals++;
        throw new IOException("read-only file system");
      }
      files.remove(name);
    }

    @Override
    public void setAside(String name) {}

    @Override
    public void close() {}
  }
}
