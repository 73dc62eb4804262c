// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Playback.Timed;
import io.github.knock4j.packet.Frames;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlaybackIT {

  @BeforeAll
  static void here() {
    NetLab.require("tcpdump");
  }

  @Test
  void sendsEachFrameAtItsTime() {
    try (NetLab lab = NetLab.open()) {
      Host one = lab.host("one");
      Host other = lab.host("other");
      lab.join(one, "eth0", other, "eth0");
      Running dump = other.start("tcpdump -i eth0 -n -tt -c 3 udp port 7".split(" "));
      dump.awaitLine("listening on", ofSeconds(20));
      Frames first = Frames.ethernet().ip("192.0.2.7", "192.0.2.1").udp(50_001, 7);
      Frames second = Frames.ethernet().ip("2001:db8::7", "2001:db8::1").udp(50_002, 7);
      Running playback = Playback.prepare(
          one,
          "eth0",
          List.of(
              new Timed(0, first.bytes()),
              new Timed(800_000_000, second.bytes()),
              new Timed(800_000_000, first.bytes())));
      playback.awaitLine("ready", ofSeconds(20));

      double go = System.currentTimeMillis() / 1e3;
      playback.send("go");

      playback.awaitEnd(ofSeconds(20)).orFail();
      String begin = dump.awaitLine("IP 192.0.2.7.50001 > 192.0.2.1.7: UDP", ofSeconds(20));
      String middle = dump.awaitLine("IP6 2001:db8::7.50002 > 2001:db8::1.7: UDP", ofSeconds(20));
      dump.awaitLine("IP 192.0.2.7.50001 > 192.0.2.1.7: UDP", ofSeconds(20));
      assertThat(seconds(middle) - go).isBetween(0.75, 10.0);
      // Less if the first was late.
      assertThat(seconds(middle) - seconds(begin)).isGreaterThan(0.1);
    }
  }

  private static double seconds(String line) {
    return Double.parseDouble(line.substring(0, line.indexOf(' ')));
  }
}
