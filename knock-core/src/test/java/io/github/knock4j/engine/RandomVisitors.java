// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Draws visitors whose addresses are hard to tell apart. */
final class RandomVisitors {

  private static final List<IpAddress> ALL = all();

  private RandomVisitors() {}

  /** From one to dozens. */
  static List<IpAddress> some(RandomGenerator random) {
    List<IpAddress> shuffled = new ArrayList<>(ALL);
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    return List.copyOf(shuffled.subList(0, 1 + random.nextInt(1 + random.nextInt(ALL.size()))));
  }

  /** The same, in a crowd of others, most of whom share one of few IPv6 prefixes. */
  static List<IpAddress> someAmong(int crowd, RandomGenerator random) {
    List<IpAddress> all = new ArrayList<>(some(random));
    for (int i = 0; i < crowd; i++) {
      all.add(
          switch (random.nextInt(4)) {
            case 0 -> IpAddress.ofBits(0, IpAddress.mapped(random.nextInt()));
            case 1 -> IpAddress.ofBits(random.nextLong(), random.nextLong());
            default -> IpAddress.ofBits(random.nextInt(8), random.nextLong());
          });
    }
    return List.copyOf(all);
  }

  private static List<IpAddress> all() {
    List<IpAddress> all = new ArrayList<>();
    for (String text : List.of(
        "0.0.0.0",
        "255.255.255.255",
        "127.0.0.1",
        "10.0.0.7",
        "::",
        "::1",
        "::2",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "8000::",
        "2001:db8:0:1::ffff:198.51.100.1",
        "::fffe:198.51.100.1")) {
      all.add(IpAddress.parse(text));
    }
    for (int i = 1; i <= 12; i++) {
      all.add(IpAddress.parse("198.51.100." + i));
      all.add(IpAddress.parse("2001:db8:0:1::" + i));
      all.add(IpAddress.parse("2001:db8:0:" + i + "0::1"));
    }
    return all;
  }
}
