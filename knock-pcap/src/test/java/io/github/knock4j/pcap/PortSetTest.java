// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.pcap.PortSet.Range;
import org.junit.jupiter.api.Test;

class PortSetTest {

  @Test
  void joinsPortsThatFollowEachOther() {
    assertThat(ports(1, 3, 4, 5, 65_535).ranges())
        .containsExactly(new Range(1, 1), new Range(3, 5), new Range(65_535, 65_535));
  }

  @Test
  void holdsAllOtherPortsButNotZero() {
    PortSet rest = new PortSet();
    rest.addAllExcept(ports(22));

    assertThat(rest.ranges()).containsExactly(new Range(1, 21), new Range(23, 65_535));
  }

  @Test
  void fillsTheSmallestGapsFirst() {
    PortSet ports = ports(10, 12, 20, 23, 1_000);

    assertThat(ports.within(3).ranges())
        .containsExactly(new Range(10, 12), new Range(20, 23), new Range(1_000, 1_000));
    assertThat(ports.within(1).ranges()).containsExactly(new Range(10, 1_000));
    assertThat(ports.within(5)).isEqualTo(ports);
    assertThat(new PortSet().within(1).ranges()).isEmpty();
  }

  private static PortSet ports(int... numbers) {
    PortSet ports = new PortSet();
    for (int port : numbers) {
      ports.add(port);
    }
    return ports;
  }
}
