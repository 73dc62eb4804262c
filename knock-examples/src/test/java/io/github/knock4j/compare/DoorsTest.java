// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.knockd.KnockdConfig;
import java.io.IOException;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A comparison is fair only if both sides guard the same doors. */
class DoorsTest {

  @Test
  void areTheSameForKnockd() throws IOException {
    for (Door ours : Stream.concat(
            Stream.of(Doors.SSH, Doors.BRIEF, Doors.WIDE), Doors.ORDERS.stream())
        .toList()) {
      Door theirs =
          KnockdConfig.parse(Doors.section(ours, "true"), "knockd.conf").doors().get(0);

      assertThat(theirs.name()).isEqualTo(ours.name());
      assertThat(theirs.knocks()).isEqualTo(ours.knocks());
      assertThat(theirs.window()).isEqualTo(ours.window());
      assertThat(theirs.flags().accepts(TcpFlags.Flag.SYN.bit())).isTrue();
    }
  }

  @Test
  void haveEveryOrderOfTheSweptPorts() {
    assertThat(new HashSet<>(Doors.ORDERS.stream().map(Door::knocks).toList())).hasSize(6);
    assertThat(Doors.ORDERS)
        .allSatisfy(door -> assertThat(door.knocks())
            .containsExactlyInAnyOrderElementsOf(Doors.ORDERS.get(0).knocks()));
  }
}
