// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.packet.Tshark.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FrameView and tshark read the same frames, whole, cut and garbled. */
class FrameViewTsharkIT {

  private static final int GARBLED = Integer.getInteger("knock4j.tshark.frames", 2_000);
  private static final long SEED = Long.getLong("knock4j.seed", 7);

  @TempDir
  private Path directory;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void here() {
    NetLab.requirePrograms("tshark");
  }

  private static List<Sample> samples(LinkType link) {
    return Sample.all().stream().filter(sample -> sample.link() == link).toList();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void readsWhatTsharkReads(LinkType link) throws Exception {
    List<byte[]> frames = samples(link).stream().map(Sample::frame).toList();

    List<Verdict> verdicts = new Tshark(directory).read(link, frames);

    assertThat(verdicts).hasSameSizeAs(frames).noneMatch(Verdict::isMalformed);
    for (int i = 0; i < frames.size(); i++) {
      assertThat(Reading.whole(link, frames.get(i)))
          .as(HexFormat.of().formatHex(frames.get(i)))
          .isPresent()
          .isEqualTo(verdicts.get(i).reading());
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void readsNothingThatTsharkCallsMalformedAndNothingElseInTheRest(LinkType link) throws Exception {
    List<byte[]> frames = new ArrayList<>();
    for (Sample sample : samples(link)) {
      for (int length = 0; length < sample.frame().length; length++) {
        frames.add(sample.prefix(length));
      }
    }
    for (int i = 0; i < GARBLED; i++) {
      frames.add(garbled(samples(link)));
    }

    List<Verdict> verdicts = new Tshark(directory).read(link, frames);

    assertThat(verdicts).hasSameSizeAs(frames);
    int read = 0;
    for (int i = 0; i < frames.size(); i++) {
      Optional<Reading> reading = Reading.whole(link, frames.get(i));
      if (reading.isPresent()) {
        read++;
        assertThat(new Verdict(false, reading))
            .as("seed %s: %s", SEED, HexFormat.of().formatHex(frames.get(i)))
            .isEqualTo(verdicts.get(i));
      }
    }
    assertThat(read).isGreaterThan(GARBLED / 20);
  }

  /** A sample with one to three bytes changed, most of them in its headers, sometimes cut or longer. */
  private byte[] garbled(List<Sample> samples) {
    byte[] frame = samples.get(random.nextInt(samples.size())).frame().clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(Math.min(frame.length, 120));
      frame[at] =
          (byte) (random.nextBoolean() ? random.nextInt() : frame[at] ^ 1 << random.nextInt(8));
    }
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(frame, random.nextInt(frame.length));
      case 1 -> Arrays.copyOf(frame, frame.length + random.nextInt(30));
      default -> frame;
    };
  }
}
