// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The port of a {@link ServiceChain}, and what becomes of those who are not let in: they are
 * dropped, unlogged, unless told otherwise. Immutable; every method answers a changed copy.
 */
public final class ServicePort {

  private final Knock port;
  private final boolean onlyNew;
  private final boolean accepting;
  private final List<String> log;

  private ServicePort(Knock port, boolean onlyNew, boolean accepting, List<String> log) {
    this.port = port;
    this.onlyNew = onlyNew;
    this.accepting = accepting;
    this.log = log;
  }

  /**
   * A port whose packets go through the chain.
   *
   * @param port protocol and port, written as a knock
   * @return the port, all of its packets, dropped in the end
   */
  public static ServicePort of(Knock port) {
    return new ServicePort(port, false, false, List.of());
  }

  /**
   * Only the first packets of connections go through the chain ({@code --syn}), so a connection
   * outlives the grant that it was made under. TCP only.
   *
   * @return the port with it
   * @throws IllegalStateException if the port is UDP
   */
  public ServicePort onlyNewConnections() {
    if (port.protocol() != Protocol.TCP) {
      throw new IllegalStateException("only TCP has packets that begin a connection, port is UDP");
    }
    return new ServicePort(port, true, accepting, log);
  }

  /**
   * The chain ends in ACCEPT instead of DROP: for a trial, with a log.
   *
   * @return the port with it
   */
  public ServicePort accepting() {
    return new ServicePort(port, onlyNew, true, log);
  }

  /**
   * Packets that no address of the chain accepts are logged.
   *
   * @param log how
   * @return the port with it
   */
  public ServicePort logging(PacketLog log) {
    return new ServicePort(port, onlyNew, accepting, log.arguments());
  }

  /** The rules of the new chain, in order. */
  List<List<String>> chainRules() {
    List<String> end = List.of("-j", accepting ? "ACCEPT" : "DROP");
    return log.isEmpty() ? List.of(end) : List.of(log, end);
  }

  /** The rule that sends the packets of this port into the chain. */
  List<String> jump(String chain) {
    String protocol = port.protocol().name().toLowerCase(Locale.ROOT);
    List<String> rule = new ArrayList<>(List.of("-p", protocol, "--dport", "" + port.port()));
    if (onlyNew) {
      rule.add("--syn");
    }
    rule.addAll(List.of("-j", chain));
    return rule;
  }
}
