// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Flood;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Doors change while packets come without a pause for one that stays. */
class FilterSwapIT {

  private static final Duration PATIENCE = ofSeconds(30);
  private static final int PACKETS = 150_000;

  @BeforeAll
  static void here() {
    NetLab.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "any"})
  void losesNothingForADoorThatStays(String device) {
    try (NetLab lab = NetLab.open()) {
      Host server = lab.host("server");
      Host client = lab.host("client");
      lab.join(server, "eth0", client, "eth0");
      Running source = server.startJava(Listening.class, List.of(), device, "udp", "quiet");
      source.awaitLine("ready", PATIENCE);
      byte[] knock = Frames.ethernet(0x0800, Frames.ipv4(17, Frames.udp()));

      Running flood = Flood.of(knock).count(PACKETS).perSecond(50_000).from(client, "eth0");
      flood.awaitLine("sending", PATIENCE);
      source.send("swap 1000");
      source.awaitLine("swapped", PATIENCE);
      long sent = Flood.sent(flood.awaitEnd(PATIENCE));
      source.send("drain " + sent);
      source.send("close");

      String[] closed = source.awaitLine("closed", PATIENCE).split(" ");
      System.out.println("packets sent, heard and lost during 1000 swaps: " + sent + " " + closed[2]
          + " " + closed[3]);
      assertThat(sent).isEqualTo(PACKETS);
      assertThat(Long.parseLong(closed[2]) + Long.parseLong(closed[3])).isEqualTo(sent);
    }
  }
}
