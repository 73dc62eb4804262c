// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags.Flag;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which ports strangers try. */
class KnockEngineNoiseTest {

  private static final IpAddress STRANGER = IpAddress.parse("203.0.113.7");
  private static final Door DOOR =
      Door.named("door").knock(tcp(7000)).knock(udp(8000)).build();

  private final KnockEngine engine =
      KnockEngine.guarding(List.of(DOOR), EngineLimits.defaults(), grant -> {});

  @Test
  void namesThePortsThatAreTriedMost() {
    send(tcp(23), 3);
    send(udp(53), 2);
    send(tcp(65_535), 2);
    send(udp(1), 1);

    assertThat(engine.noisiestPorts(3))
        .containsExactly(
            new NoisyPort(Protocol.TCP, 23, 3),
            new NoisyPort(Protocol.TCP, 65_535, 2),
            new NoisyPort(Protocol.UDP, 53, 2));
    assertThat(engine.noisiestPorts(100)).hasSize(4);
    assertThat(engine.noisiestPorts(0)).isEmpty();
  }

  @Test
  void keepsThePortsOfSequencesToItself() {
    send(udp(8000), 5);
    send(tcp(9000), 5);

    engine.replaceDoors(List.of(DOOR, Door.named("new").knock(tcp(9000)).build()), 1);

    assertThat(engine.noisiestPorts(10)).isEmpty();
  }

  @Test
  void countsOnlyWhatARefusedVisitorSends() {
    Packet answer = Packet.of(STRANGER, tcp(23)).withFlags(Flag.SYN.bit() | Flag.ACK.bit());
    engine.onPacket(answer, 1);
    engine.onPacket(Packet.of(STRANGER, tcp(23)).to(STRANGER, false), 2);
    engine.onPacket(Packet.of(STRANGER, tcp(7000)), 3);
    engine.onPacket(Packet.of(STRANGER, tcp(24)), 4);

    assertThat(engine.counters().reset())
        .as("what undoes an attempt is no noise")
        .isOne();
    assertThat(engine.noisiestPorts(10)).isEmpty();
  }

  @Test
  void refusesANegativeLimit() {
    assertThatThrownBy(() -> engine.noisiestPorts(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit must be 0 or more: -1");
  }

  private void send(Knock port, int times) {
    for (int i = 0; i < times; i++) {
      engine.onPacket(Packet.of(STRANGER, port), i);
    }
  }
}
