// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Loopback;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceTest {

  private static final InetAddress ALL_IPV4 = IpAddress.parse("0.0.0.0").toInetAddress();
  private static final InetAddress ALL = IpAddress.parse("::").toInetAddress();

  @Test
  void takesAnAddressOnce() {
    assertThat(texts(Loopback.IPV4, Loopback.IPV6, Loopback.IPV4))
        .containsExactly("127.0.0.1", "::1");
  }

  @Test
  void leavesOutWhatAWildcardIncludes() {
    assertThat(texts(Loopback.IPV4, Loopback.IPV6, ALL_IPV4)).containsExactly("::1", "0.0.0.0");
    assertThat(texts(Loopback.IPV4, ALL, Loopback.IPV6, ALL_IPV4)).containsExactly("::");
  }

  @Test
  void isHereOnlyIfTheMachineHasIt() {
    assertThat(Place.EVERYWHERE.isHere()).isTrue();
    assertThat(Place.loopback()).allMatch(Place::isHere);
    InetAddress elsewhere = IpAddress.parse("203.0.113.9").toInetAddress();
    assertThat(Place.of(List.of(elsewhere))).noneMatch(Place::isHere);
  }

  private static List<String> texts(InetAddress... addresses) {
    return Place.of(List.of(addresses)).stream().map(Place::toString).toList();
  }
}
