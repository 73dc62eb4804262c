// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs root, iproute2 and both kinds of iptables. */
class TwoProcessesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void letInEachAddressOnceAndInOrder(String kind) throws Exception {
    try (FirewallLab lab = new FirewallLab()) {
      lab.iptables(kind).service("ssh").setUp(ServicePort.of(tcp(22)));
      Running odd = start(lab, kind, 1);
      Running even = start(lab, kind, 2);

      odd.send("go");
      even.send("go");
      odd.awaitEnd(PATIENCE).orFail();
      even.awaitEnd(PATIENCE).orFail();

      List<String> expected = IntStream.rangeClosed(1, 2 * AddingMain.COUNT)
          .mapToObj(number -> "-A pk-ssh -s 198.51.100." + number + "/32 -j ACCEPT")
          .toList();
      assertThat(lab.rules("iptables" + kind, "pk-ssh"))
          .startsWith(expected.toArray(String[]::new))
          .hasSize(expected.size() + 1)
          .endsWith("-A pk-ssh -j DROP");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void setUpOneBaseline(String kind) throws Exception {
    try (FirewallLab lab = new FirewallLab()) {
      lab.run("iptables" + kind + " -A INPUT -p tcp --dport 22 -j ACCEPT");
      List<String> before = lab.save("iptables" + kind, "filter");
      SettingUpMain.baseline(lab.iptables(kind)).setUp();
      List<String> once = lab.save("iptables" + kind, "filter");
      SettingUpMain.baseline(lab.iptables(kind)).remove();
      String directory = lab.directory().toString();
      Running one = start(lab, SettingUpMain.class, kind, directory);
      Running other = start(lab, SettingUpMain.class, kind, directory);

      one.send("go");
      other.send("go");
      one.awaitEnd(PATIENCE).orFail();
      other.awaitEnd(PATIENCE).orFail();

      assertThat(lab.save("iptables" + kind, "filter")).containsExactlyInAnyOrderElementsOf(once);
      assertThat(lab.rules("iptables" + kind, "INPUT"))
          .isEqualTo(once.stream().filter(line -> line.startsWith("-A INPUT ")).toList());
      SettingUpMain.baseline(lab.iptables(kind)).remove();
      assertThat(lab.save("iptables" + kind, "filter")).isEqualTo(before);
    }
  }

  private static Running start(FirewallLab lab, String kind, int first) {
    return start(lab, AddingMain.class, kind, lab.directory().toString(), "" + first);
  }

  private static Running start(FirewallLab lab, Class<?> main, String... arguments) {
    Running process = lab.server().startJava(main, List.of(), arguments);
    process.awaitLine("ready", PATIENCE);
    return process;
  }
}
