// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Knock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
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
    return OneTimeFile.read(file);
  }

  private static List<Knock> knocks(OneTimeFile file) {
    OneTimeFile.Entry first = file.first();
    assertThat(first).isNotNull();
    return first.knocks();
  }

  @Test
  void takesTheFirstLineThatIsNotUsed() throws Exception {
    OneTimeFile sequences = holding("# notes\n\n#7001,7002\n 7003, 7004:udp\n 7005\n");

    assertThat(knocks(sequences)).containsExactly(tcp(7003), udp(7004));
    assertThat(sequences.unusableLines()).isEmpty();
  }

  @Test
  void marksALineInPlaceOfItsLeadingSpace() throws Exception {
    OneTimeFile sequences = holding(" 7001,7002\n 7003\n");

    sequences.use(sequences.first());

    assertThat(file).hasContent("#7001,7002\n 7003\n");
    assertThat(knocks(OneTimeFile.read(file))).containsExactly(tcp(7003));
  }

  @Test
  void marksALineWithoutSpaceInPlaceOfItsFirstCharacterAsKnockdDoes() throws Exception {
    OneTimeFile sequences = holding("7001,7002\r\n7003");

    sequences.use(sequences.first());
    sequences = OneTimeFile.read(file);
    sequences.use(sequences.first());

    assertThat(Files.readString(file)).isEqualTo("#001,7002\r\n#003");
    assertThat(OneTimeFile.read(file).first()).isNull();
  }

  @Test
  void usesNoLineTwice() throws Exception {
    OneTimeFile sequences = holding(" 7001\n 7002\n");
    sequences.use(sequences.first());

    assertThatThrownBy(() -> sequences.use(sequences.first()))
        .isInstanceOf(IOException.class)
        .hasMessage("one-time sequence is used already, or the file has changed: " + file);
    assertThat(Files.readString(file)).isEqualTo("#7001\n 7002\n");
  }

  @Test
  void marksNothingInAFileThatIsGoneOrShorter() throws Exception {
    OneTimeFile sequences = holding("# a long line of notes\n 7001\n");
    Files.writeString(file, " 7001\n");

    assertThatThrownBy(() -> sequences.use(sequences.first())).isInstanceOf(IOException.class);
    assertThat(Files.readString(file)).isEqualTo(" 7001\n");

    Files.delete(file);

    assertThatThrownBy(() -> sequences.use(sequences.first())).isInstanceOf(IOException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void passesOverLinesThatHoldNoSequenceAndMarksTheRightOne() throws Exception {
    OneTimeFile sequences = holding("99999\nsoon\n 7001\n");

    sequences.use(sequences.first());

    assertThat(sequences.unusableLines()).containsExactly(1, 2);
    assertThat(Files.readString(file)).isEqualTo("99999\nsoon\n#7001\n");
  }

  @Test
  void hasNoneLeftInAnEmptyFile() throws Exception {
    assertThat(holding("").first()).isNull();
    assertThat(holding("#7001\n  # indented\n\n").first()).isNull();
  }

  @Test
  void refusesAFileWithoutBounds() throws Exception {
    Files.write(file, new byte[OneTimeFile.LONGEST + 1]);

    assertThatThrownBy(() -> OneTimeFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("file must have at most 1048576 bytes: " + file);
  }

  /** The one write there is changes one byte, so a crash finds it before or after that. */
  @Test
  void changesASingleByteWithoutMovingAnother() throws Exception {
    String text = " 7001\n 7002\n 7003\n";
    OneTimeFile sequences = holding(text);
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();

    sequences.use(sequences.first());

    assertThat(Files.readString(file)).isEqualTo("#" + text.substring(1));
    assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey()).isEqualTo(key);
    assertThat(directory).isDirectoryContaining(entry -> entry.equals(file));
    assertThat(directory.toFile().list()).hasSize(1);
  }
}
