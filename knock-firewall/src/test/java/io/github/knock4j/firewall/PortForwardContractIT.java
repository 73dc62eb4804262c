// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.firewall.FirewallLab.ask;
import static io.github.knock4j.firewall.PeerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.firewall.RouterLab.Addresses;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every backend of a forward must do, with real connections over a router whose own firewall
 * drops. Needs root, iproute2, nft and both kinds of iptables.
 */
class PortForwardContractIT {

  private static final String HOUR = " 3600000";

  private FirewallLab lab;

  @BeforeEach
  void openLab() throws Exception {
    NetLab.require("nft");
    lab = new FirewallLab();
  }

  @AfterEach
  void closeLab() throws Exception {
    lab.close();
  }

  @ParameterizedTest
  @CsvSource({
    "nft, 4",
    "nft, 6",
    "legacy, 4",
    "legacy, 6",
    "LIBNFTABLES, 4",
    "LIBNFTABLES, 6",
    "PROGRAM, 4",
    "PROGRAM, 6",
  })
  void leadsItsVisitorAndTheLanToTheInsideHostWhileTheDoorIsOpen(String backend, int family) {
    Addresses all = Addresses.of(family);
    Running visitors = lab.visitors();
    Running inside = RouterLab.inside(lab);
    Running neighbour = RouterLab.neighbour(lab);
    Running router = lab.server()
        .startJava(
            ForwardHost.class,
            List.of(),
            backend,
            Integer.toString(family),
            lab.directory().toString());
    router.awaitLine("ready", Duration.ofSeconds(20));
    ask(inside, "serve 22 500");
    dropWhatIsForwarded(backend);
    String rules = lab.server().run("nft", "list", "ruleset");
    String grant = all.visitor() + HOUR;
    String visit = all.visitor() + " " + all.outside() + " 2222 2500";
    String visitOfAnother = "probe " + all.other() + " " + all.outside() + " 2222 2500";
    String visitFromTheLan = "probe " + all.neighbour() + " " + all.outside() + " 2222 2500";
    assertThat(visitors).as("shut before").findsNothing("probe " + visit);

    tell(router, "setup tcp " + grant);
    tell(router, "open tcp " + grant);
    tell(router, "open udp " + grant);
    assertThat(visitors).finds("hold " + visit, "tcp", "udp");
    assertThat(visitors).as("the other one").findsNothing(visitOfAnother);
    assertThat(neighbour).as("hairpin").finds(visitFromTheLan, "tcp", "udp");
    tell(router, "renew tcp " + grant);
    tell(router, "open udp " + grant);
    assertThat(visitors).as("renewed").finds("probe " + visit, "tcp", "udp");

    tell(router, "close tcp " + grant);
    assertThat(visitors).as("only UDP").finds("probe " + visit, "udp");
    tell(router, "close udp " + grant);
    tell(router, "close udp " + grant);
    assertThat(visitors).as("shut after").findsNothing("probe " + visit);
    assertThat(neighbour).as("hairpin after").findsNothing(visitFromTheLan);
    assertThat(visitors).as("established").finds("say", "tcp", "udp");

    for (String forward : List.of("tcp ", "udp ", "tcp ")) {
      tell(router, "remove " + forward + grant);
    }
    tell(router, "close tcp " + grant);
    if (Character.isUpperCase(backend.charAt(0))) {
      assertThat(lab.server().run("nft", "list", "ruleset")).isEqualTo(rules);
    }
  }

  /** As routers do; no table of nftables can let pass what another drops. */
  private void dropWhatIsForwarded(String backend) {
    if (!backend.equals("nft") && !backend.equals("legacy")) {
      lab.run(
          "nft add table inet filter",
          "nft add chain inet filter forward { type filter hook forward priority 0; policy drop; }",
          "nft add rule inet filter forward ct state established,related accept",
          "nft add rule inet filter forward ct status dnat accept");
      return;
    }
    for (String program : List.of("iptables-" + backend, "ip6tables-" + backend)) {
      lab.run(
          program + " -P FORWARD DROP",
          program + " -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    }
  }

  private static void tell(Running router, String command) {
    assertThat(ask(router, command)).as(command).isEqualTo("done");
  }
}
