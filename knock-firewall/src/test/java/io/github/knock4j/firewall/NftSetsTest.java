// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NftSetsTest {

  private static final String LISTING = """
      table inet other {
      \tset visitors-foreign-ipv4 {
      \t\ttype ipv4_addr
      \t\telements = { 192.0.2.1 }
      \t}
      }
      table inet knock4j {
      \tset visitors-web-ipv4 {
      \t\ttype ipv4_addr
      \t\tflags timeout
      \t}
      \tset visitors-web-ipv6 {
      \t\ttype ipv6_addr
      \t\tflags timeout
      \t\telements = { 2001:db8::7 timeout 3600s expires 3599s,
      \t\t\t     fd00::2 }
      \t}
      \tset visitors-a-ipv4-ipv4 {
      \t\ttype ipv4_addr
      \t\tflags timeout
      \t\telements = { 10.0.0.1 timeout 30s expires 29s980ms, 9.9.9.9,
      \t\t\t     203.0.113.7 }
      \t}
      \tset visitors-a-ipv4-ipv6 {
      \t\ttype ipv6_addr
      \t\tflags timeout
      \t}
      }
      """;

  @Test
  void namesTheServicesOfOurTableOnly() {
    assertThat(NftSets.of(LISTING).services()).containsExactly("a-ipv4", "web");
  }

  @Test
  void answersWhoIsInForATimeOrForGood() {
    NftSets sets = NftSets.of(LISTING);

    assertThat(sets.addresses(NftService.known("a-ipv4")))
        .map(Object::toString)
        .containsExactly("9.9.9.9", "10.0.0.1", "203.0.113.7");
    assertThat(sets.addresses(NftService.known("web")))
        .map(Object::toString)
        .containsExactly("2001:db8::7", "fd00::2");
    assertThat(sets.addresses(NftService.known("foreign"))).isEmpty();
  }

  @Test
  void findsNothingWhereThereIsNoTable() {
    assertThat(NftSets.of("").services()).isEmpty();
  }
}
