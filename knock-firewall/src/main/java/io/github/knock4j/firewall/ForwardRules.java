// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import static io.github.knock4j.firewall.PortForward.Place.LAN_FORWARD;
import static io.github.knock4j.firewall.PortForward.Place.LAN_POSTROUTING;
import static io.github.knock4j.firewall.PortForward.Place.LAN_PREROUTING;
import static io.github.knock4j.firewall.PortForward.Place.WAN_FORWARD;
import static io.github.knock4j.firewall.PortForward.Place.WAN_PREROUTING;

import io.github.knock4j.IpAddress;
import io.github.knock4j.IpNetwork;
import io.github.knock4j.Knock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a {@link PortForward}.
 *
 * @param port what the router takes
 * @param host where it goes
 * @param hostPort the port there
 * @param interfaceName where visitors arrive; null if the chain says so
 * @param hairpin null if the LAN is not served
 */
record ForwardRules(
    Knock port,
    IpAddress host,
    int hostPort,
    @Nullable String interfaceName,
    @Nullable Hairpin hairpin) {

  /** Hosts of a LAN that come to the router's outside address, and go on from its inside one. */
  record Hairpin(IpNetwork lan, IpAddress outside, IpAddress inside) {}

  /** What tells these rules from those of another forward of the same door. */
  String label() {
    return protocol() + "/" + port.port();
  }

  /** The rules for one visitor, by their places. */
  Map<PortForward.Place, List<String>> of(IpAddress visitor, String comment) {
    String at = (host.isIpv4() ? host : "[" + host + "]") + ":" + hostPort;
    List<String> arriving = new ArrayList<>(List.of("-s", visitor.toString()));
    if (interfaceName != null) {
      arriving.addAll(List.of("-i", interfaceName));
    }
    List<String> dnat = List.of("DNAT", "--to-destination", at);
    List<String> toHost = List.of("-s", visitor.toString(), "-d", host.toString());
    Map<PortForward.Place, List<String>> rules = new EnumMap<>(PortForward.Place.class);
    rules.put(WAN_PREROUTING, rule(arriving, port.port(), comment, dnat));
    rules.put(WAN_FORWARD, rule(toHost, hostPort, comment, List.of("ACCEPT")));
    if (hairpin != null) {
      String lan = hairpin.lan().toString();
      List<String> snat = List.of("SNAT", "--to-source", hairpin.inside().toString());
      List<String> lanToRouter = List.of("-s", lan, "-d", hairpin.outside().toString());
      List<String> lanToHost = List.of("-s", lan, "-d", host.toString());
      rules.put(LAN_PREROUTING, rule(lanToRouter, port.port(), comment, dnat));
      rules.put(LAN_POSTROUTING, rule(lanToHost, hostPort, comment, snat));
      rules.put(LAN_FORWARD, rule(lanToHost, hostPort, comment, List.of("ACCEPT")));
    }
    return rules;
  }

  private List<String> rule(List<String> ends, int toPort, String comment, List<String> target) {
    List<String> rule = new ArrayList<>(ends);
    rule.addAll(List.of("-p", protocol(), "--dport", "" + toPort));
    rule.addAll(List.of("-m", "comment", "--comment", comment, "-j"));
    rule.addAll(target);
    return rule;
  }

  private String protocol() {
    return port.protocol().name().toLowerCase(Locale.ROOT);
  }
}
