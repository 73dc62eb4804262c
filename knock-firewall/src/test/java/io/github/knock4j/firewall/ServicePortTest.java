// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePortTest {

  @Test
  void dropsInTheEndUnlessTold() {
    assertThat(ServicePort.of(udp(500)).chainRules()).containsExactly(List.of("-j", "DROP"));
    assertThat(ServicePort.of(udp(500)).accepting().chainRules())
        .containsExactly(List.of("-j", "ACCEPT"));
  }

  @Test
  void logsAboveTheEnd() {
    PacketLog log = PacketLog.everyPacket().prefix("no");

    assertThat(ServicePort.of(tcp(22)).logging(log).chainRules())
        .containsExactly(List.of("-j", "LOG", "--log-prefix", "no "), List.of("-j", "DROP"));
  }

  @Test
  void limitsTheRateWithALevelALimitOrABurst() {
    PacketLog log = PacketLog.everyPacket();

    assertThat(log.arguments()).containsExactly("-j", "LOG");
    assertThat(log.level("info").arguments())
        .containsExactly("-m", "limit", "-j", "LOG", "--log-level", "info");
    assertThat(log.limit("10/second").burst(7).arguments())
        .containsExactly("-m", "limit", "--limit", "10/second", "--limit-burst", "7", "-j", "LOG");
  }

  @Test
  void refusesConnectionsOfUdp() {
    assertThatThrownBy(() -> ServicePort.of(udp(500)).onlyNewConnections())
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "é", "12345678901234567890123456789"})
  void refusesAPrefixThatTheKernelWouldNotTake(String prefix) {
    assertThatThrownBy(() -> PacketLog.everyPacket().prefix(prefix))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "loud", "-1", "info "})
  void refusesALevelThatIsNone(String level) {
    assertThatThrownBy(() -> PacketLog.everyPacket().level(level))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "0/s", "10/week", "-1/s", "10001/s", "1/s\n", "1/s -j ACCEPT"})
  void refusesALimitThatIsNone(String limit) {
    assertThatThrownBy(() -> PacketLog.everyPacket().limit(limit))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-x",
        "a b",
        "a;b",
        "a\n",
        "a\"",
        "%IP%",
        "!",
        ".",
        "ü",
        "12345678901234567890123456"
      })
  void refusesAServiceNameThatIsNone(String service) {
    assertThatThrownBy(() -> Iptables.system().service(service))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("service name must have 1..25 characters of A-Z a-z 0-9 . _ -");
  }
}
