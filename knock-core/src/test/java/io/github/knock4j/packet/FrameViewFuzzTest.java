// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Any bytes on any link give a view or {@code false}. {@code mvn -Pfuzz verify} looks for bytes that
 * do not; otherwise those that were found before are tried again.
 */
class FrameViewFuzzTest {

  @FuzzTest(maxDuration = "3m")
  void answersEveryFrame(byte[] data) {
    if (data.length == 0) {
      return;
    }
    LinkType link = LinkType.values()[(data[0] & 0xff) % LinkType.values().length];
    byte[] frame = Arrays.copyOfRange(data, 1, data.length);

    FrameView view = new FrameView(link);
    if (view.wrap(frame, frame.length)) {
      assertThat(view.destinationPort()).isBetween(1, 65_535);
      assertThat(view.sourcePort()).isBetween(0, 65_535);
      assertThat(view.tcpFlags()).isBetween(0, 63);
      assertThat(view.source()).isNotNull();
      // What is read lies in the frame: behind it there may be anything.
      byte[] longer = Arrays.copyOf(frame, frame.length + 64);
      Arrays.fill(longer, frame.length, longer.length, (byte) 0xa5);
      FrameView again = new FrameView(link);
      assertThat(again.wrap(longer, frame.length)).isTrue();
      assertThat(Reading.of(again)).isEqualTo(Reading.of(view));
    }
  }
}
