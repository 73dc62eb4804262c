// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link PortForward} in the language of nft(8): each script is one transaction. The rules never
 * change; they look into two sets whose elements come with a timeout and go by themselves:
 *
 * <pre>
 * visitors   who is led to the inside host
 * outside    the router's outside address, while the LAN is led there too
 * </pre>
 *
 * <p>No rule accepts what is forwarded: an accept ends only the chain that it stands in, and could
 * not save a packet from another table.
 */
final class NftForwardScript {

  /** Where the packets of a hook meet NAT, one before all that others have there. */
  private static final int BEFORE_DSTNAT = -101;

  private static final int BEFORE_SRCNAT = 99;

  private static final String VISITORS = "visitors";
  private static final String OUTSIDE = "outside";

  private final ForwardRules rules;
  private final String family;
  private final String table;

  NftForwardScript(ForwardRules rules) {
    this.rules = rules;
    family = rules.host().isIpv4() ? "ip" : "ip6";
    table = family + " knock4j-forward-" + NftService.protocol(rules.port())
        + rules.port().port();
  }

  /** Family and name, as nft lists them after the word "table". */
  String table() {
    return table;
  }

  String listTables() {
    return "list tables " + family;
  }

  /** Adding what is there changes nothing; rules are flushed and added anew without a gap. */
  String setUp() {
    String at = rules.host().isIpv4() ? rules.host().toString() : "[" + rules.host() + "]";
    String dnat = " dnat to " + at + ":" + rules.hostPort();
    String interfaceName = rules.interfaceName();
    List<String> lines = new ArrayList<>(List.of(
        "add table " + table,
        add("set", VISITORS, "{ type " + addressType() + "; flags timeout; }"),
        add("set", OUTSIDE, "{ type " + addressType() + "; flags timeout; }"),
        natChain("prerouting", BEFORE_DSTNAT),
        natChain("postrouting", BEFORE_SRCNAT),
        "flush chain " + table + " prerouting",
        "flush chain " + table + " postrouting",
        add(
            "rule",
            "prerouting",
            (interfaceName == null ? "" : "iifname \"" + interfaceName.replace('+', '*') + "\" ")
                + family + " saddr @" + VISITORS + to(rules.port().port()) + dnat)));
    ForwardRules.Hairpin hairpin = rules.hairpin();
    if (hairpin != null) {
      String fromLan = family + " saddr " + hairpin.lan() + " " + family + " daddr ";
      lines.add(
          add("rule", "prerouting", fromLan + "@" + OUTSIDE + to(rules.port().port()) + dnat));
      lines.add(add(
          "rule",
          "postrouting",
          fromLan + rules.host() + to(rules.hostPort()) + " ct status dnat snat to "
              + hairpin.inside()));
    }
    return script(lines);
  }

  /** For the visitor and the LAN until their timeouts, counted from now, whatever was before. */
  String open(IpAddress visitor, long visitorMs, long outsideMs) {
    List<String> lines = new ArrayList<>(renewed(VISITORS, visitor, visitorMs));
    ForwardRules.Hairpin hairpin = rules.hairpin();
    if (hairpin != null) {
      lines.addAll(renewed(OUTSIDE, hairpin.outside(), outsideMs));
    }
    return script(lines);
  }

  /** Content if the visitor is gone. */
  String close(IpAddress visitor, boolean isLast) {
    List<String> lines = new ArrayList<>(gone(VISITORS, visitor));
    ForwardRules.Hairpin hairpin = rules.hairpin();
    if (hairpin != null && isLast) {
      lines.addAll(gone(OUTSIDE, hairpin.outside()));
    }
    return script(lines);
  }

  /** Content if the table is gone: it is added first. */
  String remove() {
    return script(List.of("add table " + table, "delete table " + table));
  }

  static String script(List<String> lines) {
    return String.join("\n", lines);
  }

  private String addressType() {
    return rules.host().isIpv4() ? "ipv4_addr" : "ipv6_addr";
  }

  private String to(int port) {
    return " " + NftService.protocol(rules.port()) + " dport " + port;
  }

  private String natChain(String hook, int priority) {
    return add(
        "chain", hook, "{ type nat hook " + hook + " priority " + priority + "; policy accept; }");
  }

  /** Before Linux 6.12, adding an element that is there leaves its timeout as it was. */
  private List<String> renewed(String set, IpAddress address, long timeoutMs) {
    String timed = NftScript.timed(address, timeoutMs);
    return List.of(
        element("add", set, timed),
        element("delete", set, address.toString()),
        element("add", set, timed));
  }

  private List<String> gone(String set, IpAddress address) {
    return List.of(
        element("add", set, address.toString()), element("delete", set, address.toString()));
  }

  private String add(String what, String name, String text) {
    return "add " + what + " " + table + " " + name + " " + text;
  }

  private String element(String verb, String set, String element) {
    return verb + " element " + table + " " + set + " { " + element + " }";
  }
}
