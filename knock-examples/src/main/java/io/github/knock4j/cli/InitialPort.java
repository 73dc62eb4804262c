// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.Knock;
import io.github.knock4j.firewall.PacketLog;
import io.github.knock4j.firewall.ServicePort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code pktables init} is told of a service. */
final class InitialPort {

  @Option(names = "--port", paramLabel = "N", required = true, description = "Its port.")
  private String number = "";

  @ArgGroup
  private @Nullable Kind kind;

  @Option(names = "--accept", description = "Accept all others too, at the end: for a trial.")
  private boolean accept;

  @ArgGroup(exclusive = false)
  private @Nullable Log log;

  /** At most one of them. */
  static final class Kind {
    @Option(names = "--udp", description = "The port is UDP, not TCP.")
    private boolean udp;

    @Option(names = "--syn", description = "Only new connections need to be let in.")
    private boolean syn;
  }

  /** Of those that are not let in. */
  static final class Log {
    @Option(names = "--log", required = true, description = "Log those who are not let in.")
    private boolean wanted;

    @Option(names = "--log-prefix", paramLabel = "TEXT", description = "Begin the lines with it.")
    private @Nullable String prefix;

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "0 to 7, or its name.")
    private @Nullable String level;

    @Option(names = "--log-limit", paramLabel = "N/UNIT", description = "Such as 10/second.")
    private @Nullable String limit;

    @Option(names = "--log-burst", paramLabel = "N", description = "So many before the limit.")
    private @Nullable String burst;
  }

  Knock port() {
    int port = Numbers.within("port", number, 1, 65_535, "");
    return kind != null && kind.udp ? Knock.udp(port) : Knock.tcp(port);
  }

  /** Whether there is more to it than nftables' services have. */
  boolean acceptsOrLogs() {
    return accept || log != null;
  }

  ServicePort servicePort() {
    ServicePort port = ServicePort.of(port());
    port = kind != null && kind.syn ? port.onlyNewConnections() : port;
    port = accept ? port.accepting() : port;
    return log == null ? port : port.logging(packetLog(log));
  }

  private static PacketLog packetLog(Log asked) {
    PacketLog log = PacketLog.everyPacket();
    log = asked.prefix == null ? log : log.prefix(asked.prefix);
    log = asked.level == null ? log : log.level(asked.level);
    log = asked.limit == null ? log : log.limit(asked.limit);
    return asked.burst == null
        ? log
        : log.burst(Numbers.within("log burst", asked.burst, 1, 10_000, ""));
  }
}
