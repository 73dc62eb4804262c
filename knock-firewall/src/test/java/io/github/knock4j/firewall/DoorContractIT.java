// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.firewall.FirewallLab.ask;
import static io.github.knock4j.firewall.PeerAssert.assertThat;
import static java.time.Duration.ofMinutes;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.netlab.Running;
import io.github.knock4j.spi.DoorAction;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every action of iptables does for real TCP and UDP connections of two visitors. Needs root,
 * iproute2, both kinds of iptables, and ipset.
 */
class DoorContractIT {

  private static final Door DOOR =
      Door.named("both").knock(tcp(1)).openFor(ofMinutes(1)).build();
  private static final String PORTS = " 22 500";

  @ParameterizedTest
  @CsvSource({
    "-nft, INSERTING",
    "-nft, APPENDING",
    "-nft, SERVICE",
    "-nft, SETS",
    "-legacy, INSERTING",
    "-legacy, APPENDING",
    "-legacy, SERVICE",
    "-legacy, SETS"
  })
  void letsItsVisitorInWhileTheDoorIsOpen(String kind, Way way) throws Exception {
    try (FirewallLab lab = new FirewallLab();
        Running visitors = lab.visitors();
        Running server = lab.peer()) {
      ask(server, "serve" + PORTS);
      assertThat(visitors).finds("probe 203.0.113.7 " + FirewallLab.SERVER + PORTS, "tcp", "udp");
      List<DoorAction> actions = way.actions(lab, kind);

      visit(actions, visitors, FirewallLab.SERVER, "203.0.113.7", "203.0.113.8");
      visit(actions, visitors, FirewallLab.SERVER_6, "2001:db8::7", "2001:db8::8");
    }
  }

  private static void visit(
      List<DoorAction> actions, Running visitors, String server, String one, String other)
      throws Exception {
    String oneProbe = one + " " + server + PORTS;
    String otherProbe = "probe " + other + " " + server + PORTS;
    Grant grant = Grant.of(DOOR, IpAddress.parse(one), 0);
    assertThat(visitors).as("shut before").findsNothing("probe " + oneProbe);

    for (DoorAction action : actions) {
      action.open(grant);
      action.open(grant);
      action.renew(grant);
    }
    assertThat(visitors).finds("hold " + oneProbe, "tcp", "udp");
    assertThat(visitors).as("the other one").findsNothing(otherProbe);

    for (DoorAction action : actions) {
      action.close(grant);
      action.close(grant);
    }
    assertThat(visitors).as("shut after").findsNothing("probe " + oneProbe);
    assertThat(visitors).as("established").finds("say", "tcp", "udp");
  }

  /** Sets up a firewall that is shut, and answers one action for TCP and one for UDP. */
  private enum Way {
    INSERTING {
      @Override
      List<DoorAction> actions(FirewallLab lab, String kind) {
        shut(lab, kind);
        Iptables iptables = lab.iptables(kind);
        return List.of(
            iptables.inserting("INPUT", rule("tcp", "22")),
            iptables.inserting("INPUT", rule("udp", "500")));
      }
    },
    APPENDING {
      @Override
      List<DoorAction> actions(FirewallLab lab, String kind) {
        for (String program : List.of("iptables" + kind, "ip6tables" + kind)) {
          lab.run(program + " -N KNOCKD");
          lab.server()
              .run(
                  program, "-A", "INPUT", "-m", "comment", "--comment", "by knock", "-j", "KNOCKD");
        }
        shut(lab, kind);
        Iptables iptables = lab.iptables(kind);
        return List.of(
            iptables.appending("KNOCKD", rule("tcp", "22")),
            iptables.appending("KNOCKD", rule("udp", "500")));
      }
    },
    SERVICE {
      @Override
      List<DoorAction> actions(FirewallLab lab, String kind) throws Exception {
        acceptEstablished(lab, kind);
        Iptables iptables = lab.iptables(kind);
        return setUp(iptables.service("ssh"), iptables.service("ipsec"));
      }
    },
    SETS {
      @Override
      List<DoorAction> actions(FirewallLab lab, String kind) throws Exception {
        acceptEstablished(lab, kind);
        Iptables iptables = lab.iptables(kind);
        return setUp(
            iptables.service("ssh").usingSets(), iptables.service("ipsec").usingSets());
      }
    };

    abstract List<DoorAction> actions(FirewallLab lab, String kind) throws Exception;

    private static List<DoorAction> setUp(ServiceChain ssh, ServiceChain ipsec) throws Exception {
      ssh.setUp(ServicePort.of(tcp(22)).onlyNewConnections());
      ipsec.setUp(ServicePort.of(udp(500)));
      return List.of(ssh, ipsec);
    }

    private static void acceptEstablished(FirewallLab lab, String kind) {
      for (String program : List.of("iptables" + kind, "ip6tables" + kind)) {
        lab.run(program + " -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
      }
    }

    private static void shut(FirewallLab lab, String kind) {
      acceptEstablished(lab, kind);
      for (String program : List.of("iptables" + kind, "ip6tables" + kind)) {
        lab.run(
            program + " -A INPUT -p tcp --dport 22 -j REJECT",
            program + " -A INPUT -p udp --dport 500 -j REJECT");
      }
    }

    private static String[] rule(String protocol, String port) {
      return new String[] {"-s", "%IP%", "-p", protocol, "--dport", port, "-j", "ACCEPT"};
    }
  }
}
