// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import io.github.knock4j.Door;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.packet.LinkType;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter in libpcap's own machine: needs libpcap, but no network. */
class CaptureFilterIT {

  @BeforeAll
  static void here() {
    NetLab.requirePrograms("tcpdump");
  }

  /** Cooked frames need the kernel, which knows a protocol beside the frame. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"LINUX_COOKED", "LINUX_COOKED_2"})
  void meansTheSameToLibpcap(LinkType linkType) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int passed = 0;
    for (int i = 0; i < 50; i++) {
      List<Door> doors = Ears.randomDoors(random);
      CaptureFilter filter = CaptureFilter.of(doors, linkType);
      BpfMachine machine = new BpfMachine(filter);
      for (int j = 0; j < 100; j++) {
        byte[] frame = Frames.random(random, linkType);
        boolean passes = machine.passes(linkType, frame, true);
        passed += passes ? 1 : 0;
        assertThat(passesLibpcap(filter, frame))
            .as("seed %d, %s, %s", seed, doors, HexFormat.of().formatHex(frame))
            .isEqualTo(passes);
      }
    }
    assertThat(passed).isBetween(500, 4_500);
  }

  private static boolean passesLibpcap(CaptureFilter filter, byte[] frame) {
    NativeLibrary libpcap = NativeLibrary.getInstance("pcap");
    Function validate = libpcap.getFunction("bpf_validate");
    Function run = libpcap.getFunction("bpf_filter");
    byte[] bytes = filter.program();
    try (Memory program = new Memory(bytes.length)) {
      program.write(0, bytes, 0, bytes.length);
      assertThat(validate.invokeInt(new Object[] {program, filter.instructions()}))
          .isEqualTo(1);
      return run.invokeInt(new Object[] {program, frame, frame.length, frame.length}) != 0;
    }
  }
}
