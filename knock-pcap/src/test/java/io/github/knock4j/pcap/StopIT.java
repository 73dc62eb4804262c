// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Flood;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping is quick in silence and in a flood, and frees nothing that is still in use. */
class StopIT {

  private static final int STRESS_SECONDS = Integer.getInteger("knock4j.stress.seconds", 5);

  private NetLab lab;
  private Host server;
  private Host client;

  @BeforeAll
  static void here() {
    NetLab.require();
  }

  @BeforeEach
  void join() {
    lab = NetLab.open();
    server = lab.host("server");
    client = lab.host("client");
    lab.join(server, "eth0", client, "eth0");
  }

  @AfterEach
  void leave() {
    lab.close();
  }

  /** Of fifty, because the machine may do something else during a few. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesLessThan200MillisecondsFortyFiveTimes(boolean isFlooded) {
    if (isFlooded) {
      flood();
    }

    long[] stops = stop("50", List.of());

    System.out.println("slowest of " + stops[0] + " stops" + (isFlooded ? " in a flood" : "") + ": "
        + stops[2] + " µs, of " + stops[0] * 9 / 10 + ": " + stops[3] + " µs");
    assertThat(stops[0]).isEqualTo(50);
    assertThat(stops[1] > 0).isEqualTo(isFlooded);
    assertThat(stops[3]).isLessThan(200_000);
  }

  /** A call into freed memory ends the process by a signal, soon or late. */
  @Test
  void leavesNoCallOnFreedMemoryUnderGarbageCollection() {
    flood();

    long[] stops = stop(STRESS_SECONDS + "s", List.of("-Xmx48m", "-XX:+UseSerialGC"));

    System.out.println("starts and stops under garbage collection: " + stops[0]);
    assertThat(stops[0]).isGreaterThan(STRESS_SECONDS);
    assertThat(stops[1]).isPositive();
  }

  private void flood() {
    byte[] knock = Frames.ethernet(0x0800, Frames.ipv4(17, Frames.udp()));
    Flood.of(knock)
        .count(10_000_000)
        .perSecond(50_000)
        .from(client, "eth0")
        .awaitLine("sending", ofSeconds(20));
  }

  private long[] stop(String limit, List<String> jvmArguments) {
    Running stopping = server.startJava(Stopping.class, jvmArguments, "eth0", limit);
    stopping.awaitEnd(ofSeconds(STRESS_SECONDS + 40)).orFail();
    String[] words = stopping.awaitLine("stops", ofSeconds(1)).split(" ");
    return Stream.of(words).skip(1).mapToLong(Long::parseLong).toArray();
  }
}
