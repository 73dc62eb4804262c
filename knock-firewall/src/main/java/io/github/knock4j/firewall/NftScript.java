// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done, in the language of nft(8): each script is one transaction. Only checked names
 * and typed values get in.
 */
final class NftScript {

  private static final String IN_TABLE = " inet " + NftService.TABLE + " ";

  private static final String HOOK = " { type filter hook input priority filter; policy accept; }";

  private NftScript() {}

  /** Adding what is there changes nothing; rules are flushed and added anew without a gap. */
  static String setUp(NftService service) {
    String hook = service.hookChain();
    String gate = service.gateChain();
    String ipv4 = service.visitors(true);
    String ipv6 = service.visitors(false);
    List<String> lines = new ArrayList<>(List.of(
        "add table inet " + NftService.TABLE,
        "add chain" + IN_TABLE + NftService.ESTABLISHED,
        "flush chain" + IN_TABLE + NftService.ESTABLISHED,
        rule(NftService.ESTABLISHED, "ct state established,related accept"),
        "add set" + IN_TABLE + ipv4 + " { type ipv4_addr; flags timeout; }",
        "add set" + IN_TABLE + ipv6 + " { type ipv6_addr; flags timeout; }",
        "add chain" + IN_TABLE + gate,
        "add chain" + IN_TABLE + hook + HOOK,
        "flush chain" + IN_TABLE + hook,
        "flush chain" + IN_TABLE + gate,
        rule(gate, "jump " + NftService.ESTABLISHED),
        rule(gate, "ip saddr @" + ipv4 + " accept"),
        rule(gate, "ip6 saddr @" + ipv6 + " accept")));
    if (service.rejects()) {
      lines.add(rule(gate, "ct state new tcp flags & (fin | syn | rst | ack) == ack accept"));
      lines.add(rule(gate, "meta l4proto tcp reject with tcp reset"));
      lines.add(rule(gate, "reject"));
    } else {
      lines.add(rule(gate, "drop"));
    }
    for (Knock port : service.ports()) {
      lines.add(rule(hook, NftService.protocol(port) + " dport " + port.port() + " goto " + gate));
    }
    return script(lines);
  }

  static String remove(NftService service) {
    return script(List.of(
        "flush chain" + IN_TABLE + service.hookChain(),
        "flush chain" + IN_TABLE + service.gateChain(),
        "delete chain" + IN_TABLE + service.hookChain(),
        "delete chain" + IN_TABLE + service.gateChain(),
        "delete set" + IN_TABLE + service.visitors(true),
        "delete set" + IN_TABLE + service.visitors(false)));
  }

  /** Fails while a service is left, see {@link NftService#ESTABLISHED}. */
  static String removeTable() {
    return script(List.of(
        "flush chain" + IN_TABLE + NftService.ESTABLISHED,
        "delete chain" + IN_TABLE + NftService.ESTABLISHED,
        "delete table inet " + NftService.TABLE));
  }

  /** Fails if the visitor is in already: see {@link #renew}. */
  static String open(NftService service, IpAddress visitor, long timeoutMs) {
    return element("create", service, visitor, timed(visitor, timeoutMs));
  }

  /** Before Linux 6.12, adding an element that is there leaves its timeout as it was. */
  static String renew(NftService service, IpAddress visitor, long timeoutMs) {
    return script(List.of(
        element("add", service, visitor, timed(visitor, timeoutMs)),
        element("delete", service, visitor, visitor.toString()),
        element("add", service, visitor, timed(visitor, timeoutMs))));
  }

  /** Makes the hook's chain, and fails if it is there. */
  static String create(NftService service) {
    return script(List.of(
        "add table inet " + NftService.TABLE,
        "create chain" + IN_TABLE + service.hookChain() + HOOK,
        setUp(service)));
  }

  /** Until somebody deletes the visitor, also one who is in for a time. */
  static String admit(NftService service, IpAddress visitor) {
    return script(List.of(
        element("add", service, visitor, visitor.toString()),
        element("delete", service, visitor, visitor.toString()),
        element("add", service, visitor, visitor.toString())));
  }

  /** Deleting an element that is not there would fail, so it is added first. */
  static String close(NftService service, IpAddress visitor) {
    return script(List.of(
        element("add", service, visitor, visitor.toString()),
        element("delete", service, visitor, visitor.toString())));
  }

  static String listTables() {
    return "list tables inet";
  }

  static String listHook(NftService service) {
    return "list chain" + IN_TABLE + service.hookChain();
  }

  private static String rule(String chain, String statement) {
    return "add rule" + IN_TABLE + chain + " " + statement;
  }

  private static String element(
      String verb, NftService service, IpAddress visitor, String element) {
    return verb + " element" + IN_TABLE + service.visitors(visitor) + " { " + element + " }";
  }

  /** In units, because nft takes no more than 32 bits of each. */
  static String timed(IpAddress visitor, long timeoutMs) {
    Duration time = Duration.ofMillis(timeoutMs);
    return visitor + " timeout " + time.toDays() + "d" + time.toHoursPart() + "h"
        + time.toMinutesPart() + "m" + time.toSecondsPart() + "s" + time.toMillisPart() + "ms";
  }

  private static String script(List<String> lines) {
    return String.join("\n", lines);
  }
}
