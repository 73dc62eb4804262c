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
import org.junit.jupiter.api.Test;

/** What only nftables does for a forward. Needs root, iproute2 and nft. */
class PortForwardNftablesIT {

  private static final Addresses ALL = Addresses.IPV4;
  private static final String VISIT = "probe " + ALL.visitor() + " " + ALL.outside() + " 2222 2500";
  private static final String LAN_VISIT =
      "probe " + ALL.neighbour() + " " + ALL.outside() + " 2222 2500";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private FirewallLab lab;
  private Running visitors;
  private Running neighbour;
  private Running router;

  @BeforeEach
  void openLab() throws Exception {
    NetLab.require("nft");
    lab = new FirewallLab();
    visitors = lab.visitors();
    ask(RouterLab.inside(lab), "serve 22 500");
    neighbour = RouterLab.neighbour(lab);
    router = startRouter();
  }

  @AfterEach
  void closeLab() throws Exception {
    lab.close();
  }

  @Test
  void isEndedByTheKernelAloneButNotBeforeTheEndOfTheLease() {
    assertThat(visitors).findsNothing(VISIT);
    assertThat(neighbour).findsNothing(LAN_VISIT);
    Duration lease = Duration.ofSeconds(5);
    long openedNs = System.nanoTime();
    tell("open tcp 203.0.113.7 " + lease.toMillis());
    ProcessHandle.of(router.pid()).orElseThrow().destroyForcibly();
    assertThat(visitors).finds(VISIT, "tcp");
    assertThat(neighbour).finds(LAN_VISIT, "tcp");

    long endNs = openedNs + lease.plus(PATIENCE).toNanos();
    while (ask(visitors, VISIT + " tcp").equals("[tcp]")) {
      assertThat(System.nanoTime() - endNs).as("too late by ns").isNegative();
    }

    assertThat(System.nanoTime() - openedNs).isGreaterThanOrEqualTo(lease.toNanos());
    assertThat(neighbour).findsNothing(LAN_VISIT);
  }

  @Test
  void servesTheLanUntilTheLastVisitorHasGone() {
    tell("open tcp 203.0.113.7 3600000");
    tell("open tcp 203.0.113.8 60000");
    assertThat(elements("outside")).containsPattern("203\\.0\\.113\\.1 timeout (1h|59m59s)");

    tell("close tcp 203.0.113.8 60000");
    assertThat(visitors).finds(VISIT, "tcp");
    assertThat(neighbour).finds(LAN_VISIT, "tcp");
    tell("close tcp 203.0.113.7 3600000");

    assertThat(neighbour).findsNothing(LAN_VISIT);
    assertThat(elements("outside")).doesNotContain("elements");
  }

  @Test
  void refreshesTheTimeoutsWhenRenewed() {
    tell("open tcp 203.0.113.7 60000");

    tell("renew tcp 203.0.113.7 3600000");

    for (String set : List.of("visitors", "outside")) {
      assertThat(elements(set)).containsPattern("timeout 1h20ms expires (1h|59m)");
    }
  }

  @Test
  void putsBackWhatSomebodyFlushed() {
    tell("open tcp 203.0.113.7 3600000");
    lab.run("nft flush ruleset");
    tell("open tcp 203.0.113.7 3600000");
    assertThat(visitors).finds(VISIT, "tcp");

    lab.run("nft flush table ip knock4j-forward-tcp2222");
    assertThat(visitors).findsNothing(VISIT);
    tell("renew tcp 203.0.113.7 3600000");

    assertThat(visitors).finds(VISIT, "tcp");
  }

  @Test
  void keepsItsVisitorsWhenAnotherProcessSetsItUp() {
    tell("open tcp 203.0.113.7 3600000");
    router.close();
    router = startRouter();

    tell("setup tcp 203.0.113.7 3600000");

    assertThat(visitors).finds(VISIT, "tcp");
    assertThat(neighbour).finds(LAN_VISIT, "tcp");
  }

  @Test
  void refusesAGrantThatNobodyWouldEnd() {
    assertThat(ask(router, "open tcp 203.0.113.7 0")).contains("must have a lease");
    assertThat(ask(router, "open tcp 2001:db8::7 1000"))
        .endsWith("visitor must be of the family of the inside host: 2001:db8::7");
    tell("close tcp 2001:db8::7 1000");

    assertThat(lab.server().run("nft", "list", "ruleset")).isEmpty();
  }

  private Running startRouter() {
    Running started = lab.server()
        .startJava(ForwardHost.class, List.of(), "any", "4", lab.directory().toString());
    started.awaitLine("ready", PATIENCE);
    return started;
  }

  private void tell(String command) {
    assertThat(ask(router, command)).as(command).isEqualTo("done");
  }

  private String elements(String set) {
    return lab.server().run("nft", "list", "set", "ip", "knock4j-forward-tcp2222", set);
  }
}
