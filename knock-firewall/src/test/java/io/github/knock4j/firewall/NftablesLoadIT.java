// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How fast doors open, and whether they do so under load. Set knock4j.stress.seconds for longer. */
class NftablesLoadIT {

  /** The aims are 30 and 1; the machine is not always quiet. */
  private static final double LEAST_GAIN = 20;

  private static final double MOST_LOSS = 4;

  private static final long STRESS_SECONDS = Long.getLong("knock4j.stress.seconds", 3);

  @BeforeAll
  static void here() {
    NetLab.require("nft", "iptables");
  }

  @Test
  void opensMuchFasterThanIptablesAlsoAmongTenThousand() {
    try (NetLab lab = NetLab.open()) {
      Host host = lab.host("fast");

      String output = host.startJava(NftablesSpeed.class, List.of())
          .awaitEnd(ofSeconds(120))
          .orFail();
      Map<String, Double> medianUs = output
          .lines()
          .filter(line -> line.matches("[a-z-]+ [0-9.]+"))
          .map(line -> line.split(" "))
          .collect(toMap(words -> words[0], words -> Double.valueOf(words[1])));

      System.out.println("nftables, median of an open in us: " + medianUs);
      assertThat(medianUs.get("iptables") / medianUs.get("netlink")).isGreaterThan(LEAST_GAIN);
      for (String harder : List.of("netlink-crowd", "netlink-again", "netlink-close")) {
        assertThat(medianUs.get(harder) / medianUs.get("netlink")).as(harder).isLessThan(MOST_LOSS);
      }
    }
  }

  @Test
  void survivesGarbageCollectionWithoutAPause() {
    try (NetLab lab = NetLab.open()) {
      Host host = lab.host("busy");

      String output = host.startJava(
              NftablesStress.class, List.of("-Xmx64m"), Long.toString(STRESS_SECONDS))
          .awaitEnd(ofSeconds(STRESS_SECONDS + 60))
          .orFail();

      System.out.println("nftables, stress: "
          + output.lines().filter(l -> l.startsWith("calls")).toList());
      assertThat(output).containsPattern("calls [1-9][0-9]{2,} failure null files 0\n");
      assertThat(host.run("nft", "list", "ruleset")).isEmpty();
    }
  }
}
