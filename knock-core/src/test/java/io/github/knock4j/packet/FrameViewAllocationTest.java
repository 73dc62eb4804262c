// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Protocol;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameViewAllocationTest {

  private static final int PACKETS = 100_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Sample[] samples = Sample.all().toArray(Sample[]::new);
  private final FrameView[] views = new FrameView[samples.length];

  @Test
  void allocatesNothingPerPacket() {
    AddressSet local = AddressSet.of(
        List.of(IpAddress.parse("198.51.100.2"), IpAddress.parse("2001:db8:ffff::2")));
    for (int i = 0; i < samples.length; i++) {
      views[i] = new FrameView(samples[i].link(), local);
    }

    // The least of some rounds: linking and compiling may allocate now and then, a packet would
    // always.
    long least = Long.MAX_VALUE;
    long sum = 0;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      sum += readAll(PACKETS);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }

    assertThat(sum).isNotZero();
    assertThat(least).isZero();
  }

  private long readAll(int packets) {
    long sum = 0;
    for (int i = 0; i < packets; i++) {
      Sample sample = samples[i % samples.length];
      FrameView view = views[i % samples.length];
      byte[] frame = sample.frame();
      // Every other one is cut, so that refusing is counted too.
      int length = (i / samples.length & 1) == 0 ? frame.length : frame.length / 2;
      if (view.wrap(frame, length) && view.wrap(frame, 0, length, length)) {
        sum += view.sourceHigh() + view.sourceLow() + view.sourcePort();
        sum += view.destinationHigh() + view.destinationLow() + view.destinationPort();
        sum += view.tcpFlags() + view.tcpSequence();
        sum += view.isLocal() && view.protocol() == Protocol.TCP ? 1 : 0;
      }
    }
    return sum;
  }
}
