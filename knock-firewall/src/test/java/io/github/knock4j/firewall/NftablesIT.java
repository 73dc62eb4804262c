// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.firewall.NftablesBench.ONE;
import static io.github.knock4j.firewall.NftablesBench.ONE_IPV6;
import static io.github.knock4j.firewall.NftablesBench.OTHER;
import static io.github.knock4j.firewall.NftablesBench.OTHER_IPV6;
import static io.github.knock4j.firewall.NftablesBench.answer;
import static io.github.knock4j.firewall.NftablesBench.tell;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.firewall.Nftables.Way;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every way to the kernel must do, with real connections of two visitors. */
@ParameterizedClass
@EnumSource(Way.class)
class NftablesIT {

  private static final String MINUTES = " 600000";

  private static NftablesBench bench;

  @Parameter
  Way way;

  private static Running firewall;

  private String before;

  @BeforeAll
  static void build() {
    NetLab.require("nft", "setpriv", "conntrack");
    bench = new NftablesBench();
    bench.server.run(
        "nft",
        "add table ip foreign; add chain ip foreign input"
            + " { type filter hook input priority 0; policy accept; };"
            + " add rule ip foreign input tcp dport 9 drop");
  }

  @AfterAll
  static void tearDown() {
    if (bench != null) {
      bench.close();
    }
  }

  @BeforeParameterizedClassInvocation
  static void startFirewall() {
    firewall = bench.startFirewall();
  }

  @AfterParameterizedClassInvocation
  static void endFirewall() {
    firewall.close();
  }

  /** Another process guards the same service, without what the first one knew. */
  private void restartFirewall() {
    endFirewall();
    startFirewall();
    chooseService();
  }

  @BeforeEach
  void rememberRules() {
    before = bench.ruleset();
    chooseService();
  }

  private void chooseService() {
    choose("ssh", "tcp22,udp53", "drop");
  }

  @AfterEach
  void leavesNoTrace() {
    for (String name : List.of("ssh", "web")) {
      choose(name, "tcp9", "drop");
      tell(firewall, "remove");
      tell(firewall, "remove");
    }
    assertThat(bench.ruleset()).isEqualTo(before);
  }

  @Test
  void opensToItsVisitorAndToNobodyElse() {
    bench.assertOpen(ONE, "tcp22", "udp53");
    tell(firewall, "setup");
    bench.assertSilent(ONE, "tcp22", "udp53");
    bench.assertSilent(ONE_IPV6, "tcp22", "udp53");
    bench.assertOpen(ONE, "tcp80", "udp54");
    bench.assertOpen(ONE_IPV6, "tcp80", "udp54");

    tell(firewall, "open door " + ONE + MINUTES);
    tell(firewall, "open door " + OTHER_IPV6 + MINUTES);

    bench.assertOpen(ONE, "tcp22", "udp53");
    bench.assertOpen(OTHER_IPV6, "tcp22", "udp53");
    bench.assertSilent(ONE_IPV6, "tcp22");
    bench.assertSilent(OTHER, "tcp22", "udp53");

    tell(firewall, "close door " + ONE + MINUTES);
    tell(firewall, "close door " + OTHER_IPV6 + MINUTES);

    bench.assertSilent(ONE, "tcp22", "udp53");
    bench.assertSilent(OTHER_IPV6, "tcp22", "udp53");
  }

  @Test
  void leavesNothingOfItsRehearsal() {
    tell(firewall, "setup");
    String setUp = bench.ruleset();

    tell(firewall, "prepare");

    assertThat(bench.ruleset()).isEqualTo(setUp);
    bench.assertSilent(ONE, "tcp22", "udp53");
  }

  @Test
  void letsAddressesInUntilTheyAreDeleted() {
    tell(firewall, "create ssh tcp22");
    assertThat(answer(firewall, "create ssh tcp23")).contains("is there");
    tell(firewall, "open door " + ONE + " 500");
    tell(firewall, "admit ssh " + ONE);
    tell(firewall, "admit ssh " + OTHER_IPV6);
    firewall.send("list ssh");

    firewall.awaitLine("[ssh] [" + ONE + ", " + OTHER_IPV6 + "]", Duration.ofSeconds(30));
    bench.assertOpen(OTHER_IPV6, "tcp22");
    bench.assertSilent(OTHER, "tcp22");
    bench.assertSilent(OTHER, "tcp22"); // with the time before, longer than the lease
    bench.assertOpen(ONE, "tcp22");

    tell(firewall, "expel ssh " + ONE);
    tell(firewall, "expel ssh " + ONE);

    bench.assertSilent(ONE, "tcp22");
    assertThat(answer(firewall, "admit web " + ONE)).contains("service 'web' is not set up");
    tell(firewall, "expel web " + ONE);
  }

  @Test
  void refusesWhereItIsToldToReject() {
    choose("ssh", "tcp22,udp53", "reject");
    tell(firewall, "setup");

    tell(firewall, "open door " + ONE + MINUTES);

    bench.assertOpen(ONE, "tcp22", "udp53");
    bench.assertRefused(OTHER, "tcp22", "udp53");
    bench.assertRefused(OTHER_IPV6, "tcp22", "udp53");
  }

  @Test
  void letsAnEstablishedConnectionOutliveTheClose() {
    tell(firewall, "setup");
    tell(firewall, "open door " + ONE + MINUTES);
    bench.hold(ONE, 22);

    tell(firewall, "close door " + ONE + MINUTES);

    bench.assertSilent(ONE, "tcp22");
    bench.assertStillTalking(ONE);
  }

  @Test
  void sparesAConnectionFromBeforeTheKernelTrackedAnyWhereItRejects() {
    choose("ssh", "tcp22,udp53", "reject");
    bench.forgetConnections();
    bench.hold(ONE, 22);

    tell(firewall, "setup");

    bench.assertStillTalking(ONE);
    bench.assertRefused(ONE, "tcp22", "udp53");
  }

  @Test
  void holdsUpAConnectionFromBeforeTheKernelTrackedAnyUntilItsVisitorKnocks() {
    bench.forgetConnections();
    bench.hold(ONE, 22);

    tell(firewall, "setup");
    bench.assertTalksInVain(ONE);
    tell(firewall, "open door " + ONE + MINUTES);
    bench.assertStillTalking(ONE);
    tell(firewall, "close door " + ONE + MINUTES);

    bench.assertStillTalking(ONE);
    bench.assertSilent(ONE, "tcp22");
  }

  @Test
  void isClosedByTheKernelAloneButNotBeforeTheEndOfTheLease() {
    Duration lease = Duration.ofSeconds(4);
    choose("ssh", "tcp22,udp53", "reject"); // so that the end is told at once
    tell(firewall, "setup");
    Running killed = bench.startFirewall();
    tell(killed, "service ssh tcp22,udp53 reject " + way);
    long openedNs = System.nanoTime();
    tell(killed, "open door " + ONE + " " + lease.toMillis());
    ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
    bench.assertOpen(ONE, "tcp22");

    long endNs = openedNs + lease.plusMinutes(1).toNanos();
    while (!bench.isRefused(ONE, "tcp22")) {
      assertThat(System.nanoTime() - endNs).as("too late by ns").isNegative();
    }

    assertThat(System.nanoTime() - openedNs).isGreaterThanOrEqualTo(lease.toNanos());
    bench.assertRefused(ONE, "udp53");
  }

  @Test
  void livesOnWhenRenewedOrOpenedAgain() {
    tell(firewall, "setup");
    tell(firewall, "open door " + ONE + " 60000");
    tell(firewall, "open door " + ONE_IPV6 + " 60000");

    tell(firewall, "renew door " + ONE + " 3600000");
    tell(firewall, "open door " + ONE_IPV6 + " 3600000");
    tell(firewall, "renew door " + OTHER + " 31536000000");

    assertThat(elements("ipv4")).containsPattern(ONE + " timeout 1h20ms expires (1h|59m)");
    assertThat(elements("ipv6")).containsPattern(ONE_IPV6 + " timeout 1h20ms expires (1h|59m)");
    assertThat(elements("ipv4")).containsPattern(OTHER + " timeout 365d20ms expires 36[45]d");
  }

  @Test
  void isOpenWithoutAGapWhileItIsRenewed() {
    choose("ssh", "tcp22", "reject"); // so that a gap would be told at once
    tell(firewall, "setup");
    tell(firewall, "open door " + ONE + MINUTES);

    String renewals = "renewals " + (way == Way.PROGRAM ? 20 : 5_000) + " " + ONE;
    firewall.send(renewals);
    for (int i = 0; i < 100; i++) {
      bench.assertOpen(ONE, "tcp22");
    }

    firewall.awaitLine("done " + renewals, Duration.ofSeconds(60));
  }

  @Test
  void canBeOpenedOnceTheKernelHasClosed() {
    tell(firewall, "setup");
    for (int i = 0; i < 20; i++) {
      tell(firewall, "open door " + ONE + " 1");
      tell(firewall, "renew door " + OTHER + " 1");
    }
    tell(firewall, "open door " + ONE + MINUTES);

    bench.assertOpen(ONE, "tcp22");
  }

  @Test
  void staysOpenUntilTheLastOfItsDoorsCloses() {
    tell(firewall, "setup");
    tell(firewall, "open long " + ONE + " 3600000");
    tell(firewall, "open short " + ONE + " 60000");
    assertThat(elements("ipv4")).containsPattern("timeout (1h|59m59s)");

    tell(firewall, "close long " + ONE + " 3600000");
    bench.assertOpen(ONE, "tcp22");
    tell(firewall, "close short " + ONE + " 60000");

    bench.assertSilent(ONE, "tcp22");
  }

  @Test
  void staysOpenForADoorThatAnEarlierProcessOpened() {
    tell(firewall, "setup");
    tell(firewall, "open long " + ONE + " 3600000");
    restartFirewall();
    tell(firewall, "resume long " + ONE + " 3600000");
    tell(firewall, "resume short " + ONE + " 60000");

    tell(firewall, "close short " + ONE + " 60000");
    bench.assertOpen(ONE, "tcp22");
    tell(firewall, "close long " + ONE + " 3600000");

    bench.assertSilent(ONE, "tcp22");
  }

  @Test
  void letsInAnewWhomAnEarlierProcessLeftIn() {
    tell(firewall, "setup");
    tell(firewall, "open door " + ONE + " 60000");
    tell(firewall, "open door " + ONE_IPV6 + " 60000");
    restartFirewall();

    tell(firewall, "open door " + ONE + " 3600000");
    tell(firewall, "open door " + ONE_IPV6 + " 3600000");

    assertThat(elements("ipv4")).containsPattern(ONE + " timeout 1h20ms expires (1h|59m)");
    assertThat(elements("ipv6")).containsPattern(ONE_IPV6 + " timeout 1h20ms expires (1h|59m)");
    tell(firewall, "close door " + ONE + " 3600000");
    bench.assertSilent(ONE, "tcp22");
  }

  @Test
  void isContentToCloseWhatIsNotThere() {
    tell(firewall, "close door " + ONE + MINUTES);
    tell(firewall, "setup");
    tell(firewall, "close door " + ONE + MINUTES);
    tell(firewall, "remove");
    tell(firewall, "close door " + ONE_IPV6 + MINUTES);

    assertThat(bench.ruleset()).isEqualTo(before);
  }

  @Test
  void setsUpAnewWhatSomebodyFlushed() {
    tell(firewall, "setup");
    tell(firewall, "open door " + ONE + MINUTES);
    bench.server.run("nft", "delete table inet knock4j");

    tell(firewall, "renew door " + ONE_IPV6 + MINUTES);

    bench.assertOpen(ONE_IPV6, "tcp22");
    bench.assertSilent(OTHER, "tcp22");

    bench.server.run("nft", "delete table inet knock4j");

    tell(firewall, "open door " + OTHER_IPV6 + MINUTES); // who was not in

    bench.assertOpen(OTHER_IPV6, "tcp22");
    bench.assertSilent(OTHER, "tcp22");
  }

  @Test
  void keepsVisitorsWhenItIsSetUpAgainAndTakesOverNewPorts() {
    tell(firewall, "setup");
    tell(firewall, "open door " + ONE + MINUTES);

    choose("ssh", "tcp80", "reject");
    tell(firewall, "setup");

    bench.assertOpen(ONE, "tcp80");
    bench.assertRefused(OTHER, "tcp80");
    bench.assertOpen(OTHER, "tcp22", "udp53");
  }

  @Test
  void leavesOtherServicesAlone() {
    tell(firewall, "setup");
    tell(firewall, "open door " + ONE + MINUTES);
    String alone = withoutTimes(bench.ruleset());

    choose("web", "tcp80", "drop");
    tell(firewall, "setup");
    tell(firewall, "open door " + OTHER + MINUTES);
    bench.assertOpen(ONE, "tcp22");
    bench.assertSilent(ONE, "tcp80");
    bench.assertOpen(OTHER, "tcp80");
    bench.assertSilent(OTHER, "tcp22");
    tell(firewall, "remove");

    assertThat(withoutTimes(bench.ruleset())).isEqualTo(alone);
    bench.assertOpen(ONE, "tcp22", "tcp80");
    bench.assertSilent(OTHER, "tcp22");
  }

  @Test
  void isNotDisturbedByAnotherProcess() {
    try (Running second = bench.startFirewall()) {
      tell(second, "service web tcp80 drop " + way);
      second.send("flicker 60");
      for (int i = 0; i < 10; i++) {
        tell(firewall, "setup");
        tell(firewall, "crowd 12");
        tell(firewall, "remove");
      }
      tell(firewall, "setup");
      second.awaitLine("done flicker", Duration.ofSeconds(60));
    }

    bench.assertSilent(ONE, "tcp22");
    bench.assertOpen(ONE, "tcp80");
  }

  @Test
  void takesCallsOfManyThreads() {
    tell(firewall, "setup");

    tell(firewall, "crowd 200");

    assertThat(elements("ipv4").split("10\\.77\\.", -1)).hasSize(101);
    assertThat(elements("ipv6").split("fd77::", -1)).hasSize(81);
  }

  @Test
  void makesTheSameRulesInEveryWay() {
    tell(firewall, "setup");
    String rules = bench.ruleset();

    for (Way other : Way.values()) {
      tell(firewall, "service ssh tcp22,udp53 drop " + other);
      tell(firewall, "setup");
      assertThat(bench.ruleset()).as("%s", other).isEqualTo(rules);
    }
  }

  @Test
  void tellsWhichCapabilityIsMissing() {
    try (Running weak = bench.startWeakFirewall()) {
      answer(weak, "service ssh tcp22 drop any");
      String all = answer(weak, "setup");
      answer(weak, "service ssh tcp22 drop " + way);
      String single = answer(weak, "open door " + ONE + MINUTES);

      assertThat(all).startsWith("failed").contains("CAP_NET_ADMIN", "NETLINK", "PROGRAM");
      assertThat(single).startsWith("failed").containsAnyOf("CAP_NET_ADMIN", "not permitted");
    }
  }

  private void choose(String name, String ports, String otherwise) {
    tell(firewall, "service " + name + " " + ports + " " + otherwise + " " + way);
  }

  private static String elements(String family) {
    return bench.server.run("nft", "list", "set", "inet", "knock4j", "visitors-ssh-" + family);
  }

  private static String withoutTimes(String ruleset) {
    return ruleset.replaceAll("expires [0-9a-z]+", "expires");
  }
}
