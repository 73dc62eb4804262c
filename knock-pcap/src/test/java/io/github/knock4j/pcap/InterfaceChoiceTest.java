// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InterfaceChoiceTest {

  private static final Map<String, Link> LINKS = Stream.of("lo", "eth0", "eth0.2", "wg0", "wg10")
      .map(name -> new Link(name, 1, true, Set.of(IpAddress.parse("192.0.2." + name.length()))))
      .collect(Collectors.toMap(Link::name, Function.identity()));

  @Test
  void takesWhatMatchesAGlob() {
    assertThat(chosen("wg*")).containsOnlyKeys("wg0", "wg10");
    assertThat(chosen("wg?")).containsOnlyKeys("wg0");
    assertThat(chosen("*")).containsOnlyKeys(LINKS.keySet());
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void takesNoLongerForManyStars() {
    assertThat(chosen("*".repeat(60) + "h*0.2")).containsOnlyKeys("eth0.2");
    assertThat(chosen("*".repeat(60) + "no")).containsKey("*".repeat(60) + "no");
  }

  @Test
  void takesADotForADot() {
    assertThat(chosen("eth0.2")).containsOnlyKeys("eth0.2");
    assertThat(chosen("eth0?2").keySet()).containsExactly("eth0.2");
    assertThat(chosen("e.*").keySet()).containsExactly("e.*");
  }

  @Test
  void keepsTheNameOfWhatIsNotThere() {
    assertThat(chosen("eth0", "ppp0")).containsOnlyKeys("eth0", "ppp0");
    assertThat(chosen("eth0", "ppp0").get("ppp0")).isNull();
    assertThat(chosen("tun*").get("tun*")).isNull();
  }

  @Test
  void takesEachInterfaceOnce() {
    assertThat(chosen("wg*", "wg0", "wg0")).containsOnlyKeys("wg0", "wg10");
  }

  @Test
  void givesAnyTheAddressesOfAll() {
    Link any = chosen("any").get("any");

    assertThat(any.isUp()).isTrue();
    assertThat(any.addresses()).hasSize(4);
  }

  @Test
  void followsTheDefaultRoutes() {
    InterfaceChoice choice = new InterfaceChoice(List.of(InterfaceChoice.DEFAULT_ROUTE));

    assertThat(choice.among(LINKS, Set.of("eth0", "wg0"))).containsOnlyKeys("eth0", "wg0");
    assertThat(choice.among(LINKS, Set.of())).containsOnlyKeys("default route");
    assertThat(choice.asksForRoutes()).isTrue();
  }

  private static Map<String, Link> chosen(String... words) {
    return new InterfaceChoice(List.of(words)).among(LINKS, Set.of("eth0"));
  }
}
