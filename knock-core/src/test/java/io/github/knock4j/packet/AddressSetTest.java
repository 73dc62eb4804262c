// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressSetTest {

  private static final IpAddress V4 = IpAddress.parse("192.0.2.1");
  private static final IpAddress V6 = IpAddress.parse("2001:db8::1");

  private static boolean contains(AddressSet set, IpAddress address) {
    return set.contains(address.high(), address.low());
  }

  @Test
  void agreesWithAHashSetOnRandomAddresses() {
    Random random = new Random(4291);
    for (int size = 0; size < 200; size++) {
      Set<IpAddress> twin = new HashSet<>();
      for (int i = 0; i < size; i++) {
        twin.add(IpAddress.ofBits(random.nextInt(9) - 4, random.nextInt(99) - 50));
      }

      AddressSet set = AddressSet.of(twin);

      for (int high = -5; high < 6; high++) {
        for (int low = -51; low < 51; low++) {
          IpAddress address = IpAddress.ofBits(high, low);
          assertThat(contains(set, address)).as("%s", address).isEqualTo(twin.contains(address));
        }
      }
    }
  }

  @Test
  void containsEveryAddressOrNone() {
    AddressSet none = AddressSet.of(List.of());

    assertThat(contains(AddressSet.EVERY, V4)).isTrue();
    assertThat(contains(AddressSet.EVERY, V6)).isTrue();
    assertThat(contains(none, V4)).isFalse();
    assertThat(none).isNotEqualTo(AddressSet.EVERY);
  }

  @Test
  void isEqualWhateverTheOrderAndHoweverOften() {
    AddressSet set = AddressSet.of(List.of(V4, V6));
    Collection<IpAddress> again = List.of(V6, V4, V6);

    assertThat(set)
        .isEqualTo(AddressSet.of(again))
        .hasSameHashCodeAs(AddressSet.of(again))
        .isNotEqualTo(AddressSet.of(List.of(V4)))
        .hasToString("AddressSet[2]");
    assertThat(AddressSet.EVERY).hasToString("AddressSet[every]");
  }
}
