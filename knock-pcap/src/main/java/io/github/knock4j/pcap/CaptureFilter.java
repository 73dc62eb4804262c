// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.Protocol;
import io.github.knock4j.Scope;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.packet.LinkType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What the kernel lets through to a set of doors, in the language of {@code pcap-filter(7)}.
 * Immutable.
 *
 * <p>The rule: a packet that one of the doors can hear passes; others may. What the language makes
 * easy to lose is therefore passed on unseen, for the decoder to judge:
 *
 * <ul>
 *   <li>Tagged frames, unless hardware or kernel have taken the tag away before. The keyword {@code
 *       vlan} would look for it in one place only, and shift every offset behind it.
 *   <li>IPv6 behind extension headers. {@code tcp} and {@code udp} look no further than the first
 *       header, and {@code tcp[13]} means IPv4 only.
 *   <li>Link types that begin in more than one way.
 * </ul>
 *
 * @param text the expression: a secret, since it tells what the doors listen for
 */
record CaptureFilter(String text) {

  /** Passes nothing. Not a plain contradiction, which libpcap refuses to compile. */
  private static final String NOTHING = "len = 0";

  private static final String EVERYTHING = "";

  /** VLAN tags of three kinds, and PPPoE sessions. */
  private static final String WRAPPED =
      "ether proto 0x8100 or ether proto 0x88a8 or ether proto 0x9100 or ether proto 0x8864";

  /** Neither TCP, UDP nor ICMPv6 comes first: an extension header, perhaps. */
  private static final String CHAINED = "ip6 and not (ip6[6] = 6 or ip6[6] = 17 or ip6[6] = 58)";

  static CaptureFilter of(Collection<Door> doors, LinkType linkType) {
    if (doors.isEmpty()) {
      return new CaptureFilter(NOTHING);
    }
    return new CaptureFilter(
        switch (linkType) {
          case ETHERNET, LINUX_COOKED, LINUX_COOKED_2 -> transport(doors) + " or " + WRAPPED;
          case RAW_IP, RAW_IPV4, RAW_IPV6 -> transport(doors);
          case NULL, LOOP, PPP, PPPOE -> EVERYTHING;
        });
  }

  private static String transport(Collection<Door> doors) {
    List<String> any = new ArrayList<>();
    if (uses(doors, Protocol.TCP)) {
      any.addAll(tcp(doors));
    }
    if (uses(doors, Protocol.UDP)) {
      any.add("ip proto 17");
      any.add("ip6 and ip6[6] = 17");
    }
    any.add(CHAINED);
    return "(" + String.join(") or (", any) + ")";
  }

  /** For each distinct predicate: byte 13 of the TCP header, which in IPv6 is byte 40 + 13. */
  private static List<String> tcp(Collection<Door> doors) {
    List<TcpFlags> predicates = doors.stream()
        .filter(CaptureFilter::mayHearTcp)
        .map(Door::flags)
        .distinct()
        .toList();
    if (predicates.contains(TcpFlags.ANY)) {
      return List.of("ip proto 6", "ip6 and ip6[6] = 6");
    }
    List<String> any = new ArrayList<>();
    for (TcpFlags flags : predicates) {
      String match = "] & " + (flags.set() | flags.clear()) + " = " + flags.set();
      any.add("tcp[13" + match);
      any.add("ip6 and ip6[6] = 6 and ip6[53" + match);
    }
    return any;
  }

  /** A door whose scope is the knock ports of all doors hears protocols it does not use, too. */
  private static boolean mayHearTcp(Door door) {
    return uses(List.of(door), Protocol.TCP) || door.scope() == Scope.KNOCK_PORTS;
  }

  private static boolean uses(Collection<Door> doors, Protocol protocol) {
    return doors.stream()
        .flatMap(door -> door.knocks().stream())
        .anyMatch(knock -> knock.protocol() == protocol);
  }

  /** Hides the text. */
  @Override
  public String toString() {
    return "CaptureFilter[hidden]";
  }
}
