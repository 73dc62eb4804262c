// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.runtime.DoorkeeperEvent.ActionFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Closed;
import io.github.knock4j.runtime.DoorkeeperEvent.JournalFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.runtime.DoorkeeperEvent.Renewed;
import io.github.knock4j.runtime.DoorkeeperEvent.Resumed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DoorkeeperJournalTest {

  private static final String VISITOR = "203.0.113.7";
  private static final Door SSH = Door.named("ssh")
      .knock(tcp(47_011))
      .knock(udp(38_022))
      .openFor(ofMinutes(10))
      .build();

  @TempDir
  private Path folder;

  private final RecordedAction action = new RecordedAction();
  private final BlockingQueue<DoorkeeperEvent> events = new LinkedBlockingQueue<>();
  private ScriptedSource source = ScriptedSource.startingAt(0);
  private Path directory;

  @BeforeEach
  void setUp() {
    directory = folder.resolve("leases");
  }

  private Doorkeeper.Builder keeper() {
    source = ScriptedSource.startingAt(Long.MAX_VALUE - 5);
    return Doorkeeper.watching(source).onEvent(events::add).keepingLeasesIn(directory);
  }

  private <T extends DoorkeeperEvent> T next(Class<T> kind) throws InterruptedException {
    DoorkeeperEvent event = events.poll(10, TimeUnit.SECONDS);
    assertThat(event).isInstanceOf(kind);
    return kind.cast(Objects.requireNonNull(event));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> !file.endsWith("lock")).toList();
    }
  }

  /** A keeper that opened the door, and ended without closing it. */
  private void leaveOpen() throws Exception {
    Doorkeeper keeper = keeper().guard(SSH, action).keepGrants().start();
    source.knockAt(SSH, VISITOR);
    next(Opened.class);
    keeper.close();
    action.assertNext("open " + VISITOR);
    assertThat(files()).hasSize(1);
  }

  /** A lease that an earlier process left. */
  private void leave(String door, Duration remaining, boolean isOpen) throws IOException {
    try (LeaseDirectory store = LeaseDirectory.open(directory)) {
      Moment deadline = Moment.now().plusMs(remaining.toMillis());
      KeptLease lease = new KeptLease(door, IpAddress.parse(VISITOR), 600_000, deadline, false);
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      text.write(lease.toBytes());
      text.write(isOpen ? KeptLease.OPEN : KeptLease.UNSURE);
      store.write(String.format("%016x.lease", store.read().size() + 1), text.toByteArray());
    }
  }

  @Test
  void writesALeaseDownWhileItsDoorIsOpenWithoutAnyPort() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.knockAt(SSH, VISITOR);
      next(Opened.class);

      assertThat(files())
          .singleElement()
          .satisfies(file -> assertThat(Files.readString(file))
              .contains("door ssh\n", "visitor 203.0.113.7\n", "lease 600001\n")
              .endsWith("\nopen\n")
              .doesNotContain("47011", "38022"));
      source.after(ofMinutes(10));
      next(Closed.class);

      assertThat(files()).isEmpty();
      assertThat(keeper.status().journalFailures()).isZero();
    }
  }

  @Test
  void leavesNothingWhenItClosesItsDoorsAtTheEnd() throws Exception {
    Doorkeeper keeper = keeper().guard(SSH, action).start();
    source.knockAt(SSH, VISITOR);
    next(Opened.class);
    keeper.close();

    action.assertNext("open " + VISITOR, "close " + VISITOR);
    assertThat(files()).isEmpty();
  }

  @Test
  void goesOnWithALeaseThatWasLeftAndClosesItInTime() throws Exception {
    leaveOpen();

    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      Resumed resumed = next(Resumed.class);
      assertThat(resumed.grant().visitor()).hasToString(VISITOR);
      assertThat(action.resumed()).containsExactly(resumed.grant());
      assertThat(keeper.status().grants()).hasSize(1);
      source.after(ofMinutes(10).minusSeconds(30));
      action.assertNoMore();
      source.after(ofSeconds(30));
      next(Closed.class);
    }
    action.assertNext("close " + VISITOR);
    assertThat(files()).isEmpty();
  }

  @Test
  void closesAtStartWhatIsDue() throws Exception {
    leave("ssh", ofSeconds(-1), true);

    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      next(Resumed.class);
      next(Closed.class);
      assertThat(keeper.status().closed()).isOne();
    }
    action.assertNext("close " + VISITOR);
    action.assertNoMore();
  }

  @Test
  void renewsADoorThatAnEarlierProcessOpened() throws Exception {
    leaveOpen();

    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.after(ofMinutes(5)).knockAt(SSH, VISITOR);
      next(Resumed.class);
      next(Renewed.class);
      source.after(ofMinutes(9));
      assertThat(keeper.status().grants()).hasSize(1);
    }
    action.assertNext("renew " + VISITOR, "close " + VISITOR);
  }

  @Test
  void closesAndOpensADoorThatAnEarlierProcessPerhapsOpened() throws Exception {
    leave("ssh", ofMinutes(5), false);

    Doorkeeper keeper = keeper().guard(SSH, action).start();
    source.knockAt(SSH, VISITOR);
    next(Resumed.class);
    next(Closed.class);
    next(Opened.class);
    assertThat(files()).hasSize(1);
    keeper.close();
    action.assertNext("close " + VISITOR, "open " + VISITOR, "close " + VISITOR);
    assertThat(files()).isEmpty();
  }

  @Test
  void closesByTheActionsOfTheDoorThatHasTheNameNow() throws Exception {
    leaveOpen();
    Door once = Door.named("ssh").knocks(SSH.knocks()).build();
    RecordedAction other = new RecordedAction();

    Doorkeeper keeper = keeper().guard(once, other).start();
    source.knockAt(once, VISITOR);
    next(Resumed.class);
    next(Closed.class);
    next(Opened.class);
    keeper.close();
    other.assertNext("close " + VISITOR, "open " + VISITOR);
    other.assertNoMore();
    action.assertNoMore();
    assertThat(files()).isEmpty();
  }

  @Test
  void takesTheLongerOfTwoLeasesOfOneDoorAndVisitor() throws Exception {
    leave("ssh", ofMinutes(-1), true);
    leave("ssh", ofMinutes(5), true);

    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      next(Resumed.class);
      assertThat(keeper.status().grants()).hasSize(1);
      assertThat(action.resumed()).as("not also of the one that is covered").hasSize(1);
      assertThat(files()).hasSize(1);
      action.assertNoMore();
    }
    action.assertNext("close " + VISITOR);
    assertThat(files()).isEmpty();
  }

  @Test
  void keepsLeasesOfDoorsThatAreNotGuardedUntilTheyAre() throws Exception {
    leave("gone", ofSeconds(-1), true);
    Door gone = Door.named("gone").knock(tcp(47_012)).knock(udp(1)).build();

    try (RecordedLog log = new RecordedLog();
        Doorkeeper keeper = keeper().guard(SSH, grant -> {}).start()) {
      assertThat(log.lines())
          .contains("ERROR door may be open and is not guarded, leases kept door=gone leases=1"
              + " first=0000000000000001.lease");
      source.knockAt(SSH, VISITOR);
      next(Opened.class);
      assertThat(files()).hasSize(2);

      keeper.replaceGuards(List.of(Guard.of(SSH, grant -> {}), Guard.of(gone, action)));

      next(Resumed.class);
      next(Closed.class);
    }
    action.assertNext("close " + VISITOR);
    assertThat(files()).isEmpty();
  }

  @Test
  void startsInSpiteOfAGarbledLeaseAndKeepsItAside() throws Exception {
    leave("ssh", ofMinutes(5), true);
    Path file = files().get(0);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("door ssh", "door ssl"));

    try (RecordedLog log = new RecordedLog();
        Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      assertThat(keeper.status().grants()).isEmpty();
      assertThat(log.lines())
          .anySatisfy(line -> assertThat(line)
              .startsWith("ERROR lease is garbled, its door may be open file=0000000000000001")
              .contains("does not match its checksum"));
    }
    assertThat(files()).singleElement().asString().endsWith(".bad");
  }

  @Test
  void opensNoDoorThatItCannotWriteDown() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      Path away = Files.move(directory, folder.resolve("away"));
      source.knockAt(SSH, VISITOR);
      ActionFailed failed = next(ActionFailed.class);

      assertThat(failed.phase()).isEqualTo(Phase.OPEN);
      assertThat(failed.cause()).hasMessageStartingWith("lease cannot be written, door stays shut");
      assertThat(keeper.status().failed()).isOne();
      action.assertNoMore();
      Files.move(away, directory);
      source.knockAt(SSH, VISITOR);
      next(Opened.class);
      source.after(ofMinutes(10));
      next(Closed.class);
    }
    action.assertNext("open " + VISITOR, "close " + VISITOR);
    action.assertNoMore();
    assertThat(files()).isEmpty();
  }

  @Test
  void renewsAndClosesWhatItCannotWriteDownAndSaysSo() throws Exception {
    try (Doorkeeper keeper = keeper().guard(SSH, action).start()) {
      source.knockAt(SSH, VISITOR);
      next(Opened.class);
      Path file = files().get(0);
      Files.delete(file);
      Files.createDirectories(file.resolve("full"));

      source.knockAt(SSH, VISITOR);
      next(JournalFailed.class);
      next(Renewed.class);
      source.after(ofMinutes(10));
      assertThat(next(JournalFailed.class).grant().door()).isEqualTo(SSH);
      next(Closed.class);

      assertThat(keeper.status().journalFailures()).isEqualTo(2);
      assertThat(keeper.status().failed()).isZero();
      assertThat(keeper.status().closed()).isOne();
    }
    action.assertNext("open " + VISITOR, "renew " + VISITOR, "close " + VISITOR);
  }

  @Test
  void doesNotStartWithADirectoryThatIsInUse() throws Exception {
    Doorkeeper keeper = keeper().guard(SSH, action).start();
    assertThatThrownBy(() -> keeper().guard(SSH, action).start())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use by another keeper");
    assertThat(source.watched()).isEmpty();
    keeper.close();
    keeper().guard(SSH, action).start().close();
  }

  @Test
  void letsGoOfTheDirectoryWhenItCannotStart() throws Exception {
    Doorkeeper.Builder refused = keeper().guard(SSH, action);
    source.refusing(new IOException("no"));

    assertThatThrownBy(refused::start).hasMessage("no");

    keeper().guard(SSH, action).start().close();
  }

  @Test
  void touchesNoFileForADoorWithoutALease() throws Exception {
    Door once = Door.named("once").knock(tcp(7001)).build();
    Doorkeeper keeper = keeper().guard(once, action).start();
    Files.move(directory, folder.resolve("away"));
    source.knockAt(once, VISITOR);
    next(Opened.class);
    keeper.close();
    assertThat(Files.readString(folder.resolve("away").resolve("lock"), UTF_8)).isEmpty();
  }
}
