// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines as the kernel writes them. */
class DefaultRouteTest {

  private static final String ZERO = "0".repeat(32);
  private static final String GATEWAY = "fd09" + "0".repeat(27) + "1";

  @Test
  void isTheOneOfTheSmallestMetric() {
    assertThat(DefaultRoute.ipv4(List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0",
            "eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
            "eth1\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0")))
        .contains("eth0");
  }

  @Test
  void needsNoGateway() {
    assertThat(DefaultRoute.ipv4(List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0")))
        .contains("ppp0");
  }

  @Test
  void isNotHalfOfTheWorld() {
    assertThat(DefaultRoute.ipv4(List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0")))
        .isEmpty();
  }

  @Test
  void isInIpv6NotTheOneThatRefuses() {
    assertThat(DefaultRoute.ipv6(List.of(
            line("fd09" + "0".repeat(28), "40", "00000100", "00000001", "eth1"),
            line(ZERO, "00", "00000400", "00000003", "eth0"),
            line(ZERO, "00", "00000300", "00000002", "eth2"),
            line(ZERO, "00", "ffffffff", "00200200", "lo"))))
        .contains("eth0");
    assertThat(DefaultRoute.ipv6(List.of(line(ZERO, "00", "ffffffff", "00200201", "lo"))))
        .isEmpty();
  }

  private static String line(String to, String length, String metric, String flags, String link) {
    return String.join(
        " ", to, length, ZERO, "00", GATEWAY, metric, "00000003", "00000000", flags, "    " + link);
  }
}
