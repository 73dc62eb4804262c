// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void readsAFileToItsEndHoweverManyTasksAreBetween() throws Exception {
    int frames = 200_000;
    Path file = PcapFiles.write(
        directory.resolve("knocks"),
        ByteOrder.nativeOrder(),
        PcapFiles.NANOSECONDS,
        PcapFiles.RAW_IP,
        new long[frames]);
    AtomicInteger read = new AtomicInteger();
    AtomicInteger between = new AtomicInteger();
    try (PcapHandle handle = Libpcap.file(file.toString())) {
      CaptureLoop loop = CaptureLoop.ofFile(handle);
      CountDownLatch isReading = new CountDownLatch(1);
      Callable<Void> asking = () -> {
        isReading.await();
        while (loop.between(between::incrementAndGet)) {}
        return null;
      };
      ExecutorService threads = Executors.newFixedThreadPool(2);
      List<Future<Void>> askers = List.of(threads.submit(asking), threads.submit(asking));

      boolean isAtEnd = loop.run(frame -> {
        isReading.countDown();
        read.incrementAndGet();
      });

      assertThat(isAtEnd).isTrue();
      for (Future<Void> asker : askers) {
        asker.get();
      }
      threads.shutdown();
    }
    assertThat(read).hasValue(frames);
    assertThat(between).hasPositiveValue();
  }
}
