// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pcap4j.core.PcapHandle;

/** With a file in place of an interface: libpcap makes no difference. */
class CaptureLoopIT {

  @TempDir
  private Path directory;

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void runsATaskAtOnceAsLongAsNobodyReads() throws IOException {
    Path file = PcapFiles.write(
        directory.resolve("knock"),
        ByteOrder.nativeOrder(),
        PcapFiles.NANOSECONDS,
        PcapFiles.RAW_IP,
        0);
    List<String> done = new ArrayList<>();
    try (PcapHandle handle = Libpcap.file(file.toString())) {
      CaptureLoop loop = CaptureLoop.ofFile(handle);

      assertThat(loop.between(() -> done.add("task"))).isTrue();
      assertThat(loop.run(frame -> done.add("packet"))).isTrue();
    }
    assertThat(done).containsExactly("task", "packet");
  }
}
