// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Loopback;
import io.github.knock4j.TcpFlags;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeafnessTest {

  private static final IpAddress TARGET = IpAddress.of(Loopback.IPV4);
  private static final List<Place> EVERYWHERE = List.of(Place.EVERYWHERE);

  private final Door.Builder door = Door.named("ssh").knock(tcp(7001));

  @Test
  void findsNothingWrongWithAnOrdinaryDoor() {
    assertThat(Deafness.of(door.build(), Place.loopback())).isNull();
    assertThat(Deafness.of(door.target(TARGET).build(), Place.loopback())).isNull();
    assertThat(Deafness.of(door.build(), EVERYWHERE)).isNull();
  }

  @Test
  void findsFlagsThatNoSocketSees() {
    door.flags(TcpFlags.ANY.mustSet(TcpFlags.Flag.FIN));

    assertThat(Deafness.of(door.build(), EVERYWHERE)).contains("TCP flags");
  }

  @Test
  void findsATargetThatIsNotListenedOn() {
    door.target(IpAddress.parse("203.0.113.9"));

    assertThat(Deafness.of(door.build(), Place.loopback())).contains("not among the addresses");
  }

  @Test
  void findsADatagramThatWouldHaveNoDestination() {
    door.target(TARGET).knock(udp(8002));

    assertThat(Deafness.of(door.build(), EVERYWHERE)).contains("listen on the door's target");
  }
}
