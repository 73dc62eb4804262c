// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ports that are guarded together, and what its parts are called in the table. A name has only
 * letters, digits, underscores and dashes, and each part a prefix, so it can be neither a keyword
 * of nft(8) nor more than one word.
 *
 * @param name unique among the services of a network namespace
 * @param ports in ascending order, each once
 * @param rejects whether others are told that the port is closed, not left without an answer
 */
record NftService(String name, List<Knock> ports, boolean rejects) {

  static final String TABLE = "knock4j";

  /**
   * The chain that every gate jumps to. Because the kernel deletes no chain that is still jumped
   * to, it also tells whether a service is left in the table.
   */
  static final String ESTABLISHED = "established";

  /** The kernel takes 255 bytes for a name, since Linux 4.14. */
  static final int LONGEST_NAME = 64;

  static final int MOST_PORTS = 16;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

  NftService {
    ports = List.copyOf(ports);
  }

  /** A service that is named after its ports, and drops. */
  static NftService of(List<Knock> ports) {
    if (ports.isEmpty() || ports.size() > MOST_PORTS) {
      throw new IllegalArgumentException(
          "service must have 1.." + MOST_PORTS + " ports: " + ports.size());
    }
    Set<Knock> seen = new HashSet<>();
    for (Knock port : ports) {
      if (!seen.add(port)) {
        throw new IllegalArgumentException("service must have a port once: " + text(port));
      }
    }
    List<Knock> sorted = ports.stream()
        .sorted(Comparator.comparing(Knock::protocol).thenComparing(Knock::port))
        .toList();
    String name =
        sorted.stream().map(port -> protocol(port) + port.port()).collect(Collectors.joining("-"));
    return new NftService(name, sorted, false);
  }

  /** A service that is there already, whatever its ports are. */
  static NftService known(String name) {
    return new NftService("", List.of(), false).named(name);
  }

  NftService named(String other) {
    if (other.isEmpty() || other.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "service name must have 1.." + LONGEST_NAME + " characters: " + other.length());
    }
    if (!NAME.matcher(other).matches()) {
      throw new IllegalArgumentException(
          "service name must consist of A-Z a-z 0-9 _ -: '" + Printable.of(other) + "'");
    }
    return new NftService(other, ports, rejects);
  }

  NftService rejecting() {
    return new NftService(name, ports, true);
  }

  /** The chain at the input hook; it sends packets to the service's ports through the gate. */
  String hookChain() {
    return "service-" + name;
  }

  /** The chain that lets visitors through and nobody else. */
  String gateChain() {
    return "gate-" + name;
  }

  String visitors(IpAddress visitor) {
    return visitors(visitor.isIpv4());
  }

  /** The set of those to whom the service is open. */
  String visitors(boolean ipv4) {
    return "visitors-" + name + (ipv4 ? "-ipv4" : "-ipv6");
  }

  /** The ports as logs show them; they are no secret, unlike those of a sequence. */
  String portsText() {
    return ports.stream().map(NftService::text).collect(Collectors.joining(", "));
  }

  static String protocol(Knock port) {
    return port.protocol().name().toLowerCase(Locale.ROOT);
  }

  private static String text(Knock port) {
    return protocol(port) + " " + port.port();
  }
}
