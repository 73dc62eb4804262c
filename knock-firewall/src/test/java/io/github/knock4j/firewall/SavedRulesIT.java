// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static io.github.knock4j.firewall.FirewallLab.SERVER;
import static io.github.knock4j.firewall.FirewallLab.SERVER_6;
import static io.github.knock4j.firewall.FirewallLab.ask;
import static io.github.knock4j.firewall.PeerAssert.assertThat;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.netlab.Running;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs root, iproute2, both kinds of iptables, ipset, and nft. */
class SavedRulesIT {

  private static final Door DOOR =
      Door.named("a door").knock(tcp(1)).openFor(ofMinutes(1)).build();

  @TempDir
  private Path directory;

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
  @CsvSource({
    "-nft, 203.0.113.7, " + SERVER + ", iptables, rules.v4",
    "-legacy, 203.0.113.7, " + SERVER + ", iptables, rules.v4",
    "-nft, 2001:db8::7, " + SERVER_6 + ", ip6tables, rules.v6",
    "-legacy, 2001:db8::7, " + SERVER_6 + ", ip6tables, rules.v6"
  })
  void shutEveryDoorAndLeaveTheBaseline(
      String kind, String visitor, String at, String family, String file) throws Exception {
    String program = family + kind;
    String probe = "probe " + visitor + " " + at + " 22 500";
    Running visitors = lab.visitors();
    ask(lab.peer(), "serve 22 500");
    Iptables iptables = lab.iptables(kind);
    Baseline baseline = lab.baseline(kind)
        .protecting(tcp(22), udp(500))
        .acceptingVisitorsIn("KNOCKD")
        .rejecting();
    ServiceChain plain = iptables.service("plain");
    ServiceChain sets = iptables.service("sets").usingSets();
    List<DoorAction> actions = List.of(
        iptables.inserting("INPUT", "-p", "tcp", "--dport", "22", "-j", "ACCEPT"),
        iptables.appending("KNOCKD", "-s", "%IP%", "-p", "udp", "--dport", "500", "-j", "ACCEPT"),
        forward(iptables, at.contains(":") ? "2001:db8:1::2" : "192.168.1.2"),
        plain,
        sets);
    baseline.setUp();
    plain.setUp(ServicePort.of(tcp(2200)));
    sets.setUp(ServicePort.of(tcp(2201)));
    List<String> shut = lab.save(program, "filter");
    Grant grant = Grant.of(DOOR, IpAddress.parse(visitor), 0);
    for (DoorAction action : actions) {
      action.open(grant);
    }
    assertThat(visitors).finds("hold" + probe.substring(5), "tcp", "udp");

    List<Path> files = SavedRules.of(iptables).in(directory).save();
    assertThat(files).containsExactly(directory.resolve("rules.v4"), directory.resolve("rules.v6"));
    Path saved = directory.resolve(file);
    assertThat(Files.readString(saved)).doesNotContain(visitor).doesNotContain("\"knock4j ");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)))
        .isIn("rw-r-----", "rw-------");

    restart(program);
    lab.run(program + "-restore " + saved);
    assertThat(lab.save(program, "filter"))
        .isEqualTo(shut.stream().filter(rule -> !rule.contains("--match-set")).toList());
    assertThat(lab.save(program, "nat")).noneMatch(line -> line.startsWith("-A"));
    assertThat(visitors).findsNothing(probe);
    assertThat(visitors).as("established").finds("say", "tcp", "udp");

    sets.setUp(ServicePort.of(tcp(2201)));
    for (DoorAction action : actions) {
      action.open(grant);
    }
    assertThat(visitors).finds(probe, "tcp", "udp");
    assertThat(plain.addresses()).containsExactly(grant.visitor());
    assertThat(sets.addresses()).containsExactly(grant.visitor());
    for (DoorAction action : actions) {
      action.close(grant);
    }
    assertThat(visitors).findsNothing(probe);
    assertThat(lab.save(program, "filter")).isEqualTo(shut);
    baseline.remove();
    assertThat(lab.save(program, "filter")).noneMatch(line -> line.contains("knock4j"));
  }

  private static DoorAction forward(Iptables iptables, String host) {
    return PortForward.through(iptables)
        .forwarding(tcp(2222))
        .to(IpAddress.parse(host), 22)
        .arrivingOn("eth0")
        .build();
  }

  /** Leaves a family as it is when the machine has started. */
  private void restart(String program) {
    lab.run(
        program + " -F",
        program + " -X",
        program + " -t nat -F",
        "ipset destroy " + (program.startsWith("ip6") ? "pk6-sets" : "pk4-sets"));
  }

  @Test
  void replaceTheTableOfNftablesByOneWithoutElements() throws Exception {
    Tools tools = new Tools(
        new CommandRunner(), List.of("ip", "netns", "exec", lab.server().namespace()));
    NftService service = NftService.of(List.of(tcp(22)));
    lab.server().run("nft", NftScript.setUp(service));
    String shut = lab.server().run("nft", "list", "ruleset");
    lab.server().run("nft", NftScript.open(service, IpAddress.parse("203.0.113.7"), 60_000));
    lab.server().run("nft", NftScript.open(service, IpAddress.parse("2001:db8::7"), 60_000));

    List<Path> files = SavedRules.ofNftables(tools).in(directory).save();

    assertThat(files).containsExactly(directory.resolve("knock4j.nft"));
    assertThat(files.get(0)).content().doesNotContain("203.0.113.7").doesNotContain("2001:");
    lab.run("nft -f " + files.get(0));
    assertThat(lab.server().run("nft", "list", "ruleset")).isEqualTo(shut);
    lab.run("nft flush ruleset", "nft -f " + files.get(0));
    assertThat(lab.server().run("nft", "list", "ruleset")).isEqualTo(shut);
    lab.run("nft flush ruleset");
    assertThatThrownBy(() -> SavedRules.ofNftables(tools).in(directory).save())
        .isInstanceOf(CommandFailedException.class);
  }

  @Test
  void areNotWrittenWhereATableCannotBeRead() throws Exception {
    lab.run("iptables-nft -A INPUT -j ACCEPT");
    lab.run("nft add rule ip filter INPUT meta mark 1 meta priority set 3");

    assertThatThrownBy(() -> SavedRules.of(lab.iptables("-nft")).in(directory).save())
        .isInstanceOf(IOException.class);
    assertThat(directory).isEmptyDirectory();
  }
}
