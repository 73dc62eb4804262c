// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.cli.KnockdHost.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.Knock;
import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A router whose doors forward a port to a host inside: five rules that come and go together, in the
 * chains that OpenWrt has for them.
 */
class KnockdRouterIT {

  private static final Knock FORWARDED = tcp(2222);

  private static final String RULES = """
      *filter
      :INPUT ACCEPT
      :FORWARD DROP
      :OUTPUT ACCEPT
      :forwarding_wan_rule -
      :nat_reflection_fwd -
      -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      -A FORWARD -i br-lan -j nat_reflection_fwd
      -A FORWARD -i eth0.2 -j forwarding_wan_rule
      COMMIT
      *nat
      :PREROUTING ACCEPT
      :INPUT ACCEPT
      :OUTPUT ACCEPT
      :POSTROUTING ACCEPT
      :postrouting_lan_rule -
      :prerouting_lan_rule -
      :prerouting_wan_rule -
      -A PREROUTING -i br-lan -j prerouting_lan_rule
      -A PREROUTING -i eth0.2 -j prerouting_wan_rule
      -A POSTROUTING -o br-lan -j postrouting_lan_rule
      COMMIT
      """;

  /** As it stands in the file, but for ten seconds in place of an hour. */
  private static final String DOOR = """
      [%1$s]
        Sequence      = %2$s
        Cmd_Timeout   = 10
        Start_Command = %3$s
        Stop_Command  = %4$s
      """;

  private static final String FIVE_RULES = String.join(
      " ; ",
      "iptables -t nat -A prerouting_wan_rule -p tcp -s %IP% --dport 2222"
          + " -j DNAT --to-destination 192.168.1.20:22",
      "iptables -t nat -A prerouting_lan_rule -p tcp -s 192.168.1.0/24 -d 203.0.113.1 --dport 2222"
          + " -j DNAT --to-destination 192.168.1.20:22",
      "iptables -t nat -A postrouting_lan_rule -p tcp -s 192.168.1.0/24 -d 192.168.1.20 --dport 22"
          + " -j SNAT --to-source 192.168.1.1",
      "iptables -A forwarding_wan_rule -p tcp -s %IP% -d 192.168.1.20 --dport 22 -j ACCEPT",
      "iptables -A nat_reflection_fwd -p tcp -s 192.168.1.0/24 -d 192.168.1.20 --dport 22"
          + " -j ACCEPT");

  @TempDir
  private Path folder;

  private KnockdHost host;
  private Rules rules;
  private List<String> shut;
  private Echo visitor;
  private Echo other;
  private Echo neighbour;

  @BeforeEach
  void openLab() throws IOException {
    NetLab.require("knock", "iptables", "socat", "ss", "sysctl");
    host = new KnockdHost(folder);
    Host router = host.server;
    Host outside = host.client;
    Host inside = host.lab().host("inside");
    host.lab().join(router, "eth0.2", outside, "eth1");
    host.lab().join(router, "br-lan", inside, "eth0");
    router.run("sysctl", "-q", "net.ipv4.ip_forward=1");
    router.address("eth0.2", "203.0.113.1/24").address("br-lan", "192.168.1.1/24");
    outside.address("eth1", "203.0.113.7/24", "203.0.113.8/24");
    outside.run("ip", "route", "add", "192.168.1.0/24", "via", "203.0.113.1");
    inside.address("eth0", "192.168.1.20/24", "192.168.1.30/24");
    inside.run("ip", "route", "add", "default", "via", "192.168.1.1");

    Echo.serve(inside, tcp(22));
    rules = Rules.ipv4(router);
    shut = rules.restore(RULES);
    visitor = Echo.between(outside, "203.0.113.7", "203.0.113.1");
    other = Echo.between(outside, "203.0.113.8", "203.0.113.1");
    neighbour = Echo.between(inside, "192.168.1.30", "203.0.113.1");
  }

  @AfterEach
  void closeLab() {
    host.close();
  }

  private static String door(String name, String sequence) {
    return DOOR.formatted(name, sequence, FIVE_RULES, FIVE_RULES.replace(" -A ", " -D "));
  }

  /** Each rule stands in its table behind all others, in the order of the chains' names. */
  private static List<String> open(List<String> shut) {
    List<String> open = new ArrayList<>(shut);
    open.addAll(
        shut.indexOf("*nat"),
        List.of(
            "-A forwarding_wan_rule -s 203.0.113.7/32 -d 192.168.1.20/32 -p tcp -m tcp --dport 22"
                + " -j ACCEPT",
            "-A nat_reflection_fwd -s 192.168.1.0/24 -d 192.168.1.20/32 -p tcp -m tcp --dport 22"
                + " -j ACCEPT"));
    open.addAll(List.of(
        "-A postrouting_lan_rule -s 192.168.1.0/24 -d 192.168.1.20/32 -p tcp -m tcp --dport 22"
            + " -j SNAT --to-source 192.168.1.1",
        "-A prerouting_lan_rule -s 192.168.1.0/24 -d 203.0.113.1/32 -p tcp -m tcp --dport 2222"
            + " -j DNAT --to-destination 192.168.1.20:22",
        "-A prerouting_wan_rule -s 203.0.113.7/32 -p tcp -m tcp --dport 2222"
            + " -j DNAT --to-destination 192.168.1.20:22"));
    return open;
  }

  @Test
  void forwardsToAVisitorAndToTheLanWhileItsDoorIsOpen() throws IOException {
    host.configure("[options]\n  Interface = eth0.2\n" + door("forward", "7100, 7200:udp, 7300"));
    Running daemon = host.start("-i", "eth0.2");
    assertThat(visitor.answers(FORWARDED)).isFalse();
    assertThat(neighbour.answers(FORWARDED)).isFalse();

    host.knockAt("203.0.113.1", "7100", "7200:udp", "7300");
    rules.await(open(shut));
    Running session = visitor.connect(FORWARDED);
    neighbour.connect(FORWARDED).close();
    assertThat(other.answers(FORWARDED)).isFalse();

    daemon.awaitLine("203.0.113.7: forward: command timeout", PATIENCE);
    rules.await(shut);
    Echo.speaks(session, "still there");
    assertThat(visitor.answers(FORWARDED)).isFalse();
    assertThat(neighbour.answers(FORWARDED)).isFalse();
  }

  @Test
  void hearsKnocksAtAHostInside() throws IOException {
    host.configure(door("inside", "7100,7200") + "  Target = 192.168.1.20\n");
    Running daemon = host.start("-i", "eth0.2");

    host.knockAt("203.0.113.1", "7100", "7200");
    host.knockAt("192.168.1.20", "7100", "7200");

    rules.await(open(shut));
    visitor.connect(FORWARDED).close();
    assertThat(daemon.output()).containsOnlyOnce("inside: OPEN SESAME");
  }
}
