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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A handler may close its source at any time, also while that is still being started. */
class HandlerClosesIT {

  private static final Duration PATIENCE = ofSeconds(20);

  private NetLab lab;
  private Host server;

  @BeforeAll
  static void here() {
    NetLab.require();
  }

  @BeforeEach
  void build() {
    lab = NetLab.open();
    server = lab.host("server");
  }

  @AfterEach
  void leave() {
    lab.close();
  }

  @Test
  void leavesNoThreadWhenToldOfAMissingInterface() {
    Running closing = server.startJava(Closing.class, List.of(), "wan");

    assertThat(closing.awaitLine("threads", PATIENCE)).isEqualTo("threads 0");
  }

  @Test
  void doesNotHoldUpAStartThatFails() {
    Host client = lab.host("client");
    for (String name : List.of("eth0", "eth1", "eth2", "eth3", "eth4", "eth5")) {
      lab.join(server, name, client, name);
    }
    Flood.of(Frames.ethernet(0x0800, Frames.ipv4(17, Frames.udp())))
        .count(1_000_000)
        .perSecond(10_000)
        .from(client, "eth0")
        .awaitLine("sending", PATIENCE);

    Running closing = server.startJava(
        Closing.class, List.of(), "eth0", "eth1", "eth2", "eth3", "eth4", "eth5", "wan");

    assertThat(closing.awaitLine("failed", PATIENCE)).contains("interface 'wan' does not exist");
    assertThat(closing.awaitLine("threads", PATIENCE)).isEqualTo("threads 0");
    assertThat(closing.output()).contains("closed by onPacket");
  }
}
