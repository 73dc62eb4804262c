// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Result;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The finished jar with the real iptables, ip6tables and nft. */
class PktablesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private NetLab lab;
  private Host server;

  @BeforeEach
  void openLab() {
    NetLab.require("iptables", "ip6tables", "nft");
    lab = NetLab.open();
    server = lab.host("server");
  }

  @AfterEach
  void closeLab() {
    lab.close();
  }

  @Test
  void makesAndRemovesTheChainsOfPktables() {
    done("init ssh --port 22 --syn --log --log-prefix no-ssh --log-limit 10/second");
    done("init ipsec --udp --port 500 --accept --log");
    done("init web --port 443");
    done("add 203.0.113.70 --service ssh");
    done("add --service ssh 203.0.113.7/24");
    done("add --service=ssh 9.0.0.1");
    done("add 203.0.113.7 --service ssh");
    done("add 2001:db8::7 --service ipsec");

    assertThat(saved("iptables-save"))
        .containsExactly(
            ":INPUT ACCEPT",
            ":FORWARD ACCEPT",
            ":OUTPUT ACCEPT",
            ":pk-ipsec -",
            ":pk-ssh -",
            ":pk-web -",
            "-A INPUT -p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -j pk-ssh",
            "-A INPUT -p udp -m udp --dport 500 -j pk-ipsec",
            "-A INPUT -p tcp -m tcp --dport 443 -j pk-web",
            "-A pk-ipsec -j LOG",
            "-A pk-ipsec -j ACCEPT",
            "-A pk-ssh -s 9.0.0.1/32 -j ACCEPT",
            "-A pk-ssh -s 203.0.113.7/32 -j ACCEPT",
            "-A pk-ssh -s 203.0.113.70/32 -j ACCEPT",
            "-A pk-ssh -m limit --limit 10/sec -j LOG --log-prefix \"no-ssh \"",
            "-A pk-ssh -j DROP",
            "-A pk-web -j DROP");
    assertThat(saved("ip6tables-save"))
        .filteredOn(line -> line.startsWith("-A pk-"))
        .containsExactly(
            "-A pk-ipsec -s 2001:db8::7/128 -j ACCEPT",
            "-A pk-ipsec -j LOG",
            "-A pk-ipsec -j ACCEPT",
            "-A pk-ssh -m limit --limit 10/sec -j LOG --log-prefix \"no-ssh \"",
            "-A pk-ssh -j DROP",
            "-A pk-web -j DROP");
    assertThat(done("list").lines())
        .containsExactly(
            "ipsec", "  2001:db8::7", "ssh", "  9.0.0.1", "  203.0.113.7", "  203.0.113.70", "web");

    done("delete 203.0.113.7 --service ssh");
    done("delete --service ssh 203.0.113.7/32");
    done("remove ipsec");
    done("remove web");
    done("remove web");

    assertThat(saved("iptables-save"))
        .filteredOn(line -> line.startsWith("-A"))
        .containsExactly(
            "-A INPUT -p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -j pk-ssh",
            "-A pk-ssh -s 9.0.0.1/32 -j ACCEPT",
            "-A pk-ssh -s 203.0.113.70/32 -j ACCEPT",
            "-A pk-ssh -m limit --limit 10/sec -j LOG --log-prefix \"no-ssh \"",
            "-A pk-ssh -j DROP");
  }

  @Test
  void saysThatAServiceIsThereOrIsNot() {
    done("init ssh --port 22");

    assertFails("init ssh --port 2222", "? Chain 'pk-ssh' already exists");
    assertFails(
        "add 203.0.113.7 --service web",
        "pktables add: service must be set up before it lets anyone in: pk-web");
    assertThat(saved("iptables-save"))
        .filteredOn(line -> line.startsWith("-A"))
        .containsExactly("-A INPUT -p tcp -m tcp --dport 22 -j pk-ssh", "-A pk-ssh -j DROP");

    done("--nftables init ssh --port 22");

    assertFails("init ssh --port 2222 --nftables", "? Service 'ssh' already exists");
    assertFails(
        "add 203.0.113.7 --service web --nftables",
        "pktables add: service 'web' is not set up in table inet knock4j");
  }

  @Test
  void leavesIp6tablesAloneIfTold() {
    done("init ssh --port 22 -4");

    assertThat(saved("iptables-save")).contains("-A pk-ssh -j DROP");
    assertThat(saved("ip6tables-save")).noneMatch(line -> line.contains("pk-ssh"));

    done("init ssh --port 22");
    assertThat(saved("ip6tables-save")).contains("-A pk-ssh -j DROP");
  }

  @Test
  void doesTheSameWithNftables() {
    done("init ssh --port 22 --syn --nftables");
    done("init ipsec --udp --port 500 --nftables");
    done("add 203.0.113.7/24 --service ssh --nftables");
    done("add --nftables --service ssh 2001:db8::7");
    done("add 203.0.113.7 --service ssh --nftables");
    done("add 9.0.0.1 --service ssh --nftables");

    assertThat(done("list --nftables").lines())
        .containsExactly("ipsec", "ssh", "  9.0.0.1", "  203.0.113.7", "  2001:db8::7");
    assertThat(server.run("nft", "list", "table", "inet", "knock4j"))
        .contains("tcp dport 22 goto gate-ssh", "udp dport 500 goto gate-ipsec");

    done("delete 9.0.0.1 --service ssh --nftables");
    done("delete 9.0.0.1 --service ssh --nftables");
    done("remove ipsec --nftables");
    assertThat(done("--nftables list").lines())
        .containsExactly("ssh", "  203.0.113.7", "  2001:db8::7");

    done("remove ssh --nftables");
    assertThat(server.run("nft", "list", "ruleset")).isEmpty();
  }

  @Test
  void servesSeveralProcessesAtOnce() {
    List<Result> inits = together("init ssh --port 22", "init ssh --port 22");
    assertThat(inits).map(Result::status).containsExactlyInAnyOrder(0, 1);

    List<Result> adds = together(
        "add 203.0.113.4 --service ssh",
        "add 203.0.113.3 --service ssh",
        "add 203.0.113.2 --service ssh",
        "add 203.0.113.3 --service ssh",
        "add 203.0.113.1 --service ssh");

    assertThat(adds).map(Result::status).containsOnly(0);
    assertThat(saved("iptables-save"))
        .filteredOn(line -> line.startsWith("-A"))
        .containsExactly(
            "-A INPUT -p tcp -m tcp --dport 22 -j pk-ssh",
            "-A pk-ssh -s 203.0.113.1/32 -j ACCEPT",
            "-A pk-ssh -s 203.0.113.2/32 -j ACCEPT",
            "-A pk-ssh -s 203.0.113.3/32 -j ACCEPT",
            "-A pk-ssh -s 203.0.113.4/32 -j ACCEPT",
            "-A pk-ssh -j DROP");

    List<Result> nftables =
        together("init ssh --port 22 --nftables", "init ssh --port 22 --nftables");
    assertThat(nftables).map(Result::status).containsExactlyInAnyOrder(0, 1);
  }

  private List<Result> together(String... lines) {
    List<Running> started = Stream.of(lines)
        .map(line -> server.start(Jar.command("pktables " + line)))
        .toList();
    return started.stream().map(process -> process.awaitEnd(PATIENCE)).toList();
  }

  private String done(String line) {
    return server.run(Jar.command("pktables " + line));
  }

  private void assertFails(String line, String complaint) {
    Result result = server.tryRun(Jar.command("pktables " + line));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.output().lines()).containsExactly(complaint);
  }

  /** Without counts and comments. */
  private List<String> saved(String program) {
    return server
        .run(program, "-t", "filter")
        .lines()
        .filter(line -> line.startsWith(":") || line.startsWith("-"))
        .map(line -> line.replaceFirst(" \\[\\d+:\\d+]$", ""))
        .toList();
  }
}
