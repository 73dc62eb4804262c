// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTypeTest {

  @ParameterizedTest
  @CsvSource({
    "0, NULL",
    "1, ETHERNET",
    "9, PPP",
    "12, RAW_IP",
    "14, RAW_IP",
    "51, PPPOE",
    "101, RAW_IP",
    "108, LOOP",
    "113, LINUX_COOKED",
    "228, RAW_IPV4",
    "229, RAW_IPV6",
    "276, LINUX_COOKED_2"
  })
  void hasTheNumbersOfTheRegistry(int number, LinkType type) {
    assertThat(LinkType.ofNumber(number)).contains(type);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 6, 10, 13, 50, 104, 105, 127, 147, 192, 277, Integer.MIN_VALUE})
  void isAbsentForWhatCannotBeRead(int number) {
    assertThat(LinkType.ofNumber(number)).isEmpty();
  }

  @Test
  void isFoundByItsOwnNumber() {
    for (LinkType type : LinkType.values()) {
      assertThat(LinkType.ofNumber(type.number())).contains(type);
    }
  }
}
