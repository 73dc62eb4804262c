// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source that cannot start gives everything back. */
class FailedOpensIT {

  @BeforeAll
  static void here() {
    NetLab.require();
  }

  @ParameterizedTest
  @CsvSource({
    "radio0, cannot read frames of interface 'radio0': its link type is 127",
    "lo wan, interface 'wan' does not exist",
    "lo radio0, cannot read frames of interface 'radio0'",
  })
  void leaveNoDescriptorsAfterTwoHundredTimes(String devices, String message) {
    try (NetLab lab = NetLab.open()) {
      Host host = lab.host("host");

      Running opening = host.startJava(FailedOpens.class, List.of(), ("200 " + devices).split(" "));

      String[] descriptors = opening.awaitLine("descriptors", ofMinutes(5)).split(" ");
      assertThat(opening.output()).contains("failure: " + message);
      // Fewer, if what was opened first was still being closed when they were counted.
      assertThat(Integer.parseInt(descriptors[2]))
          .isLessThanOrEqualTo(Integer.parseInt(descriptors[1]));
    }
  }
}
