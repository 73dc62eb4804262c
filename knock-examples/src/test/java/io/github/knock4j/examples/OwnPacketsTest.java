// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.packet.Frames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnPacketsTest {

  private static final String VISITOR = "203.0.113.7";
  private static final String HERE = "192.0.2.1";

  @Test
  void opensToFramesOfOnesOwn() {
    List<Grant> openings = new ArrayList<>();
    OwnPackets packets = new OwnPackets(List.of(SshDoor.door()), openings::add);

    send(packets, Frames.ethernet().ip(VISITOR, HERE).tcp(40_000, 7001).bytes(), 1);
    send(packets, Frames.ethernet().ip(VISITOR, HERE).udp(40_001, 8002).bytes(), 2);
    send(packets, Frames.ethernet().ip(VISITOR, HERE).tcp(40_002, 9003).bytes(), 3);

    assertThat(openings).extracting(Grant::visitor).containsExactly(IpAddress.parse(VISITOR));
    assertThat(packets.onIdle(4)).isZero();
  }

  private static void send(OwnPackets packets, byte[] frame, long nowNs) {
    packets.onFrame(frame, frame.length, nowNs);
  }
}
