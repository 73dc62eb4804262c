// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs root, iproute2, both kinds of iptables, and ipset. */
class ServiceSetIT {

  private static final ServicePort SSH = ServicePort.of(tcp(22));

  private FirewallLab lab;

  @BeforeEach
  void openLab() throws Exception {
    lab = new FirewallLab();
  }

  @AfterEach
  void closeLab() throws Exception {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nft", "-legacy"})
  void makesAndRemovesASetForEachFamily(String kind) throws Exception {
    ServiceChain chain = lab.iptables(kind).service("ssh").usingSets();

    assertThat(chain.setUp(SSH.logging(PacketLog.everyPacket()))).isTrue();
    assertThat(chain.setUp(SSH.logging(PacketLog.everyPacket()))).isFalse();

    assertThat(lab.rules("iptables" + kind, "pk-ssh"))
        .containsExactly(
            "-A pk-ssh -m set --match-set pk4-ssh src -j ACCEPT",
            "-A pk-ssh -j LOG",
            "-A pk-ssh -j DROP");
    assertThat(lab.rules("ip6tables" + kind, "pk-ssh"))
        .first()
        .isEqualTo("-A pk-ssh -m set --match-set pk6-ssh src -j ACCEPT");

    assertThat(chain.remove()).isTrue();
    assertThat(chain.remove()).isFalse();
    assertThat(lab.save("iptables" + kind, "filter")).noneMatch(line -> line.contains("pk-ssh"));
    assertThat(lab.server().run("ipset", "save")).isEmpty();
  }

  @Test
  void keepsItsAddressesWhenItIsMadeAnew() throws Exception {
    ServiceChain chain = lab.iptables("").service("ssh").usingSets();
    chain.setUp(SSH);
    chain.add(IpAddress.parse("203.0.113.7"));
    chain.add(IpAddress.parse("2001:db8::7"));

    chain.setUp(SSH.onlyNewConnections());

    assertThat(chain.addresses().stream().map(IpAddress::toString))
        .containsExactly("203.0.113.7", "2001:db8::7");
    assertThat(chain.add(IpAddress.parse("203.0.113.7"))).isFalse();
    assertThat(chain.delete(IpAddress.parse("203.0.113.7"))).isTrue();
    assertThat(chain.delete(IpAddress.parse("203.0.113.7"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "2001:db8::7"})
  void givesAnElementTheLeaseOfItsDoorAnewWithEachRenewal(String visitor) throws Exception {
    ServiceChain chain = lab.iptables("").service("ssh").usingSets();
    chain.setUp(SSH);

    Grant grant = grant(visitor, ofSeconds(1_000));

    chain.open(grant);
    assertThat(timeoutS(visitor)).isBetween(995, 1_000);

    String set = visitor.contains(":") ? "pk6-ssh" : "pk4-ssh";
    lab.run("ipset -exist add " + set + " " + visitor + " timeout 100");
    chain.renew(grant);
    assertThat(timeoutS(visitor)).isBetween(995, 1_000);

    chain.close(grant);
    chain.close(grant);
    assertThat(chain.addresses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void letsAVisitorStayUntilTheLastOfHisDoorsCloses(boolean sets) throws Exception {
    ServiceChain rules = lab.iptables("").service("ssh");
    ServiceChain chain = sets ? rules.usingSets() : rules;
    chain.setUp(SSH);
    Grant longer = grant("long", "203.0.113.7", ofSeconds(1_000));
    Grant shorter = grant("short", "203.0.113.7", ofSeconds(100));

    chain.open(longer);
    chain.open(shorter);
    if (sets) {
      assertThat(timeoutS("203.0.113.7")).isBetween(995, 1_000);
    }
    chain.close(shorter);
    assertThat(chain.addresses()).hasSize(1);

    chain.close(longer);
    assertThat(chain.addresses()).isEmpty();
  }

  @Test
  void letsAVisitorStayWhomADoorOfAnEarlierProcessLetIn() throws Exception {
    ServiceChain chain = lab.iptables("").service("ssh");
    chain.setUp(SSH);
    chain.add(IpAddress.parse("203.0.113.7"));
    chain.resume(grant("long", "203.0.113.7", ofSeconds(1_000)));
    chain.resume(grant("short", "203.0.113.7", ofSeconds(100)));

    chain.close(grant("short", "203.0.113.7", ofSeconds(100)));
    assertThat(chain.addresses()).hasSize(1);

    chain.close(grant("long", "203.0.113.7", ofSeconds(1_000)));
    assertThat(chain.addresses()).isEmpty();
  }

  @Test
  void leavesItToTheKernelToClose() throws Exception {
    ServiceChain chain = lab.iptables("").service("ssh").usingSets();
    chain.setUp(SSH);

    chain.open(grant("203.0.113.7", ofSeconds(1)));

    long deadlineNs = System.nanoTime() + ofSeconds(20).toNanos();
    while (!chain.addresses().isEmpty() && System.nanoTime() - deadlineNs < 0) {
      Thread.onSpinWait();
    }
    assertThat(chain.addresses()).isEmpty();
  }

  @Test
  void countsSecondsUpAndDoesNotBoundALeaseThatTheKernelCannotCount() {
    assertThat(SetMembers.timeout(Duration.ZERO)).isZero();
    assertThat(SetMembers.timeout(Duration.ofNanos(1))).isEqualTo(1);
    assertThat(SetMembers.timeout(Duration.ofMillis(1_001))).isEqualTo(2);
    assertThat(SetMembers.timeout(ofSeconds(2_147_483))).isEqualTo(2_147_483);
    assertThat(SetMembers.timeout(ofSeconds(2_147_484))).isZero();
  }

  @Test
  void isContentToCloseAndFailsToOpenWhereThereIsNoSet() throws Exception {
    ServiceChain chain = lab.iptables("").service("ssh").usingSets();

    chain.close(grant("203.0.113.7", ofSeconds(1)));
    assertThat(chain.addresses()).isEmpty();
    assertThatThrownBy(() -> chain.open(grant("203.0.113.7", ofSeconds(1))))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("The set with the given name does not exist");
  }

  private int timeoutS(String visitor) {
    return lab.server()
        .run("ipset", "save")
        .lines()
        .filter(line -> line.contains(" " + visitor + " timeout "))
        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static Grant grant(String visitor, Duration lease) {
    return grant("ssh", visitor, lease);
  }

  private static Grant grant(String name, String visitor, Duration lease) {
    Door door = Door.named(name).knock(tcp(1)).openFor(lease).build();
    return Grant.of(door, IpAddress.parse(visitor), 0);
  }
}
