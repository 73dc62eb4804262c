// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FloodIT {

  @BeforeAll
  static void here() {
    NetLab.require("tcpdump");
  }

  @Test
  void sendsWhatItSaysAtThePaceItWasGiven() throws Exception {
    try (NetLab lab = NetLab.open()) {
      Host one = lab.host("one");
      Host other = lab.host("other");
      lab.join(one, "eth0", other, "eth0");

      long startNs = System.nanoTime();
      Running flood = Flood.of(new byte[60]).count(20_000).perSecond(20_000).from(one, "eth0");
      long sent = Flood.sent(flood.awaitEnd(ofSeconds(20)));
      long tookNs = System.nanoTime() - startNs;

      assertThat(sent).isEqualTo(20_000);
      assertThat(tookNs).isGreaterThan(ofSeconds(1).minusMillis(10).toNanos());
      assertThat(received(other)).isGreaterThanOrEqualTo(20_000);
    }
  }

  @Test
  void numbersPackets() throws Exception {
    try (NetLab lab = NetLab.open()) {
      Host one = lab.host("one");
      Host other = lab.host("other");
      lab.join(one, "eth0", other, "eth0");
      Path file = Files.createTempFile("flood", ".pcap");
      Running dump = other.start(
          "tcpdump", "-i", "eth0", "-Z", "root", "-c", "100", "-w", "" + file, "ether[0] = 255");
      dump.awaitLine("listening on", ofSeconds(20));
      byte[] frame = new byte[60];
      frame[0] = (byte) 0xff;
      frame[12] = (byte) 0x88; // an EtherType for experiments, IEEE 802
      frame[13] = (byte) 0xb5;

      Flood.of(frame)
          .numberedAt(20)
          .count(100)
          .from(one, "eth0")
          .awaitEnd(ofSeconds(20))
          .orFail();
      dump.awaitEnd(ofSeconds(20)).orFail();

      String last = one.run("tcpdump", "-r", "" + file, "ether[20:4] = 99", "-c", "1");
      Files.delete(file);
      assertThat(last).contains("0x88b5");
    }
  }

  private static long received(Host host) {
    return Long.parseLong(
        host.run("cat", "/sys/class/net/eth0/statistics/rx_packets").strip());
  }
}
