// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.netlab.Host;
import io.github.knock4j.netlab.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What comes in on a host's cable, as tcpdump sees it. */
final class Wire {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern LINE = Pattern.compile(
      "^([\\d.]+) IP6? \\S+ > \\S+\\.(\\d+): (Flags \\[\\S+]|UDP), .*length (\\d+)$((?:\n\\s+0x.*)*)",
      Pattern.MULTILINE);

  /** What a knock is made of. */
  record Packet(int port, String kind, String payload) {}

  private final Running tcpdump;
  private int read;
  private double firstSeconds;
  private double lastSeconds;

  private Wire(Running tcpdump) {
    this.tcpdump = tcpdump;
  }

  static Wire of(Host host) {
    Running tcpdump =
        host.start("tcpdump", "-i", "eth0", "-Q", "in", "-n", "-l", "-tt", "-x", "tcp or udp");
    tcpdump.awaitLine("listening on", PATIENCE);
    return new Wire(tcpdump);
  }

  /** The packets since the last call, after one more to a port that ends the list. */
  List<Packet> untilPort(int end, Host sender) {
    sender.run("knock", "-u", "10.9.0.1", "" + end);
    tcpdump.awaitLine("." + end + ": UDP", PATIENCE);
    String output = tcpdump.output();
    List<Packet> packets = new ArrayList<>();
    Matcher line = LINE.matcher(output);
    line.region(read, output.length());
    while (line.find()) {
      int port = Integer.parseInt(line.group(2));
      read = line.end();
      if (port == end) {
        return packets;
      }
      lastSeconds = Double.parseDouble(line.group(1));
      firstSeconds = packets.isEmpty() ? lastSeconds : firstSeconds;
      packets.add(
          new Packet(port, line.group(3), payload(line.group(5), Integer.parseInt(line.group(4)))));
    }
    throw new AssertionError("no packet to port " + end + " in\n" + output);
  }

  /** The last bytes of the dump. */
  private static String payload(String dump, int length) {
    String hex = dump.replaceAll("\\s+0x[0-9a-f]+:|\\s", "");
    return hex.substring(hex.length() - 2 * length);
  }

  /** From the first to the last packet of the last list. */
  double lastedMs() {
    return 1000 * (lastSeconds - firstSeconds);
  }
}
