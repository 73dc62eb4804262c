// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.runtime.Guard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneTimeFileTest {

  @TempDir
  Path directory;

  private Path file;

  @BeforeEach
  void placeFile() {
    file = directory.resolve("sequences");
  }

  private OneTimeFile holding(String text) throws IOException {
    Files.writeString(file, text);
    return OneTimeFile.at(file);
  }

  private static Door door(Knock... knocks) {
    return Door.named("ssh").knocks(List.of(knocks)).within(ofSeconds(5)).build();
  }

  private static List<List<Knock>> left(OneTimeFile file) throws IOException {
    return file.read().entries().stream().map(OneTimeFile.Entry::knocks).toList();
  }

  @Test
  void readsTheLinesThatAreNotUsed() throws Exception {
    OneTimeFile sequences = holding("# notes\n\n#7001,7002\n 7003, 7004:udp\n 7005\n  # indented");

    assertThat(left(sequences)).containsExactly(List.of(tcp(7003), udp(7004)), List.of(tcp(7005)));
    assertThat(sequences.read().unusableLines()).isEmpty();
    assertThat(left(holding(""))).isEmpty();
  }

  @Test
  void marksALineInPlaceOfItsLeadingSpaceAndGoesOnToTheNext() throws Exception {
    OneTimeFile sequences = holding(" 7001,7002\n 7003\n");

    Door next = sequences.spend(door(tcp(7001), tcp(7002)));

    assertThat(Files.readString(file)).isEqualTo("#7001,7002\n 7003\n");
    assertThat(next).isEqualTo(door(tcp(7003)));
  }

  @Test
  void marksALineWithoutSpaceInPlaceOfItsFirstCharacterAsKnockdDoes() throws Exception {
    OneTimeFile sequences = holding("7001,7002\r\n7003");

    Door next = sequences.spend(door(tcp(7001), tcp(7002)));

    assertThat(next).isEqualTo(door(tcp(7003)));
    assertThat(sequences.spend(door(tcp(7003)))).isNull();
    assertThat(Files.readString(file)).isEqualTo("#001,7002\r\n#003");
  }

  @Test
  void usesNoLineTwice() throws Exception {
    OneTimeFile sequences = holding(" 7001\n 7002\n");
    sequences.spend(door(tcp(7001)));

    assertThatThrownBy(() -> sequences.spend(door(tcp(7001))))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "one-time sequence of door 'ssh' is not in its file any more, or used: " + file);
    assertThat(Files.readString(file)).isEqualTo("#7001\n 7002\n");
  }

  @Test
  void usesALineOnceHoweverManyComeAtTheSameTime() throws Exception {
    OneTimeFile sequences = holding(" 7001\n");

    long spent = IntStream.range(0, 16)
        .parallel()
        .filter(i -> isSpentBy(OneTimeFile.at(file), door(tcp(7001))))
        .count();

    assertThat(spent).isEqualTo(1);
    assertThat(left(sequences)).isEmpty();
  }

  private static boolean isSpentBy(OneTimeFile file, Door door) {
    try {
      file.spend(door);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void usesOneOfTwoLinesThatAreAlike() throws Exception {
    OneTimeFile sequences = holding(" 7001\n 7001\n");

    assertThat(sequences.spend(door(tcp(7001)))).isEqualTo(door(tcp(7001)));
    assertThat(Files.readString(file)).isEqualTo("#7001\n 7001\n");
  }

  @Test
  void findsItsLineInAFileThatHasBeenEdited() throws Exception {
    OneTimeFile sequences = holding(" 7001\n 7002\n");
    Files.writeString(file, "# new ones in front\n 7009\n 7001\n");

    assertThat(sequences.spend(door(tcp(7001)))).isEqualTo(door(tcp(7009)));
    assertThat(Files.readString(file)).isEqualTo("# new ones in front\n 7009\n#7001\n");
  }

  @Test
  void opensToNobodyOnceItsFileIsGone() throws Exception {
    OneTimeFile sequences = holding(" 7001\n");
    Files.delete(file);

    assertThatThrownBy(() -> sequences.spend(door(tcp(7001)))).isInstanceOf(IOException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void passesOverLinesThatHoldNoSequenceAndMarksTheRightOne() throws Exception {
    OneTimeFile sequences = holding("99999\nsoon\n 7001\n");
    assertThat(sequences.read().unusableLines()).containsExactly(1, 2);

    assertThat(sequences.spend(door(tcp(7001)))).isNull();

    assertThat(Files.readString(file)).isEqualTo("99999\nsoon\n#7001\n");
  }

  @Test
  void refusesAFileWithoutBounds() throws Exception {
    Files.write(file, new byte[OneTimeFile.LONGEST + 1]);

    assertThatThrownBy(() -> OneTimeFile.at(file).read())
        .isInstanceOf(IOException.class)
        .hasMessage("file must have at most 1048576 bytes: " + file);
  }

  /** There is one write, of one byte: a crash finds it done or not. */
  @Test
  void changesASingleByteInPlaceAndLeavesNothingBeside() throws Exception {
    OneTimeFile sequences = holding(" 7001\n 7002\n 7003\n");
    Object inode = Files.readAttributes(file, BasicFileAttributes.class).fileKey();

    sequences.spend(door(tcp(7002)));

    assertThat(Files.readString(file)).isEqualTo(" 7001\n#7002\n 7003\n");
    assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey()).isEqualTo(inode);
    assertThat(directory.toFile().list()).containsExactly("sequences");
  }

  @Test
  void guardsADoorWithTheFirstSequenceThatIsLeft() throws Exception {
    OneTimeFile sequences = holding("#7001\n 7002,7003:udp\n 7004\n");

    Guard guard = sequences.guard(Door.named("ssh").within(ofSeconds(5)), grant -> {});

    assertThat(guard.door()).isEqualTo(door(tcp(7002), udp(7003)));
    assertThat(guard.opens()).isTrue();
    assertThat(guard.sequences()).isEqualTo(OneTimeFile.at(file));
  }

  @Test
  void guardsADoorForClosingOnlyOnceNoSequenceIsLeft() throws Exception {
    OneTimeFile sequences = holding("#7001\n#7002\n");

    Guard guard = sequences.guard(Door.named("ssh").openFor(ofSeconds(5)), grant -> {});

    assertThat(guard.door().name()).isEqualTo("ssh");
    assertThat(guard.door().lease()).isEqualTo(ofSeconds(5));
    assertThat(guard.opens()).isFalse();
  }

  @Test
  void refusesToGuardWithALineThatIsNoSequence() throws Exception {
    OneTimeFile sequences = holding(" 7001\n 47002,soon\n");

    assertThatThrownBy(() -> sequences.guard(Door.named("ssh"), grant -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("lines must be port[:tcp|udp],… or begin with #: line 2 of " + file);
  }

  @Test
  void refusesADoorThatHasASequenceOfItsOwn() throws Exception {
    OneTimeFile sequences = holding(" 7001\n");

    assertThatThrownBy(() -> sequences.guard(Door.named("ssh").knock(tcp(7009)), grant -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("door 'ssh' must have no knocks but those of " + file);
  }

  @Test
  void isTheSameAsAnotherOfItsPath() {
    assertThat(OneTimeFile.at(file))
        .isEqualTo(OneTimeFile.at(file))
        .hasSameHashCodeAs(OneTimeFile.at(file))
        .isNotEqualTo(OneTimeFile.at(directory));
  }

  @Test
  void showsNoPort() throws Exception {
    OneTimeFile sequences = holding(" 47011,47012\n");

    assertThat(sequences + " " + sequences.read()).doesNotContain("4701");
  }
}
