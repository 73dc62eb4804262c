// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapReaderTest {

  private final List<String> frames = new ArrayList<>();

  @ParameterizedTest(name = "little endian {0}, {1} ns")
  @CsvSource({"true,1000", "false,1000", "true,1", "false,1"})
  void readsBothByteOrdersAndBothUnitsOfTime(boolean littleEndian, int fractionNs)
      throws Exception {
    Capture capture = Capture.of(littleEndian, fractionNs)
        .frame(1_700_000_000_123_456_000L, new byte[] {1, 2, 3})
        .frame(4_000_000_000_000_000_000L, new byte[] {});

    assertThat(read(capture.bytes())).isEqualTo(2);
    assertThat(frames).containsExactly("1700000000123456000 [1, 2, 3]", "4000000000000000000 []");
  }

  @Test
  void handsOverWhatComesBeforeTheEndOfAFileThatIsCutShort() throws Exception {
    byte[] whole = Capture.of(true, 1_000)
        .frame(5_000, new byte[] {1})
        .frame(6_000, new byte[] {2, 3})
        .bytes();
    int first = 24 + 16 + 1;

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      frames.clear();
      if (length == 24 || length == first) {
        assertThat(read(cut)).isEqualTo(length == 24 ? 0 : 1);
      } else {
        assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
        assertThat(frames).hasSize(length > first ? 1 : 0);
      }
    }
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatThrownBy(() -> read(new byte[24])).hasMessage("not a capture file");
    assertThatThrownBy(() -> read(Capture.ofLinkType(113).bytes()))
        .hasMessage("link type of a capture must be 1, Ethernet: 113");
    byte[] garbled = Capture.of(true, 1_000).frame(1_000, new byte[1]).bytes();
    Arrays.fill(garbled, 32, 36, (byte) -1);
    assertThatThrownBy(() -> read(garbled))
        .hasMessage("frame must have 0..262144 bytes: 4294967295");
  }

  private long read(byte[] file) throws IOException {
    return new PcapReader(new ByteArrayInputStream(file))
        .readAll((bytes, length, nowNs) ->
            frames.add(nowNs + " " + Arrays.toString(Arrays.copyOf(bytes, length))));
  }
}
