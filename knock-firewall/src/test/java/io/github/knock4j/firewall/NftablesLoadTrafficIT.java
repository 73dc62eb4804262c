// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.firewall.NftablesBench.tell;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.NetLab;
import io.github.knock4j.netlab.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How fast packets pass where ten thousand doors are open. */
class NftablesLoadTrafficIT {

  /** The aim is 30; the machine is not always quiet. */
  private static final double LEAST_GAIN = 10;

  private static final int CROWD = 10_000;
  private static final String VISITOR = "10.9.1.2";
  private static final String PORT = "4500";
  private static final int FLOOD_MS = 1_000;

  @TempDir
  Path directory;

  private Host server;
  private Running sender;

  /** The visitor is the last of the crowd, as whoever opened first is where rules are inserted. */
  @Test
  void passesPacketsMuchFasterThanTenThousandRules() throws Exception {
    NetLab.require("nft", "iptables", "iptables-restore");
    try (NetLab lab = NetLab.open()) {
      server = lab.host("server");
      Host visitor = lab.host("visitor");
      lab.join(server, "eth0", visitor, "eth0");
      server.address("eth0", "10.9.1.1/24");
      visitor.address("eth0", VISITOR + "/24");
      server
          .startJava(PacketFlood.class, List.of(), "listen", PORT)
          .awaitLine("ready", ofSeconds(20));
      sender = visitor.startJava(PacketFlood.class, List.of(), "send", "10.9.1.1", PORT);
      sender.awaitLine("ready", ofSeconds(20));
      packetsPerSecond(); // until it is compiled
      double free = packetsPerSecond();

      Path rules = Files.writeString(directory.resolve("rules"), rulesForTheCrowd());
      server.run("iptables-restore", rules.toString());
      double iptables = packetsPerSecond();
      server.run("iptables", "-F");
      server.run("iptables", "-P", "INPUT", "ACCEPT");

      Running firewall = server.startJava(NftablesHost.class, List.of());
      firewall.awaitLine("ready", ofSeconds(20));
      tell(firewall, "service ipsec udp" + PORT + " drop NETLINK");
      tell(firewall, "setup");
      assertThat(packetsPerSecond()).as("shut").isZero();
      tell(firewall, "crowd " + 2 * CROWD); // every other one comes over IPv6
      tell(firewall, "open door " + VISITOR + " 600000");
      double nftables = packetsPerSecond();

      System.out.printf(
          "packets/s past %d doors: nftables %.0f, iptables %.0f (x %.0f), no firewall %.0f%n",
          CROWD, nftables, iptables, nftables / iptables, free);
      assertThat(iptables).isPositive();
      assertThat(nftables / iptables).isGreaterThan(LEAST_GAIN);
    }
  }

  private static String rulesForTheCrowd() {
    StringBuilder text = new StringBuilder("*filter\n:INPUT DROP\n");
    IntStream.range(0, CROWD - 1)
        .mapToObj(i -> "10.77." + i / 256 + "." + i % 256)
        .forEach(visitor -> accept(text, visitor));
    accept(text, VISITOR);
    return text.append("COMMIT\n").toString();
  }

  private static void accept(StringBuilder text, String visitor) {
    text.append("-A INPUT -s ").append(visitor).append(" -p udp --dport ").append(PORT);
    text.append(" -j ACCEPT\n");
  }

  private double packetsPerSecond() throws Exception {
    long before = packetsPassed();
    sender.send("" + FLOOD_MS);
    String took = sender.awaitLine("sent for ns ", ofSeconds(20));
    return (packetsPassed() - before) * 1e9 / Long.parseLong(took.replaceAll(".* ", ""));
  }

  /** Those that came to the socket, most are dropped there because its queue is full. */
  private long packetsPassed() {
    List<String[]> udp = server
        .run("cat", "/proc/net/snmp")
        .lines()
        .filter(line -> line.startsWith("Udp: "))
        .map(line -> line.split(" "))
        .toList();
    List<String> names = Arrays.asList(udp.get(0));
    return List.of("InDatagrams", "RcvbufErrors").stream()
        .mapToLong(name -> Long.parseLong(udp.get(1)[names.indexOf(name)]))
        .sum();
  }
}
