// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The interfaces by which packets leave for anywhere: of the best default route of IPv4, and of that
 * of IPv6. Linux only: {@code proc_net(5)}.
 */
final class DefaultRoute {

  private static final Path IPV4 = Path.of("/proc/net/route");
  private static final Path IPV6 = Path.of("/proc/net/ipv6_route");

  private static final int RTF_UP = 0x1;
  private static final int RTF_REJECT = 0x200;

  private record Route(String link, long flags, long metric) {

    boolean isUsed() {
      return (flags & RTF_UP) != 0 && (flags & RTF_REJECT) == 0 && !link.equals("lo");
    }
  }

  private DefaultRoute() {}

  static Set<String> links() throws IOException {
    if (!Platform.isLinux()) {
      throw new IOException("the default route is known on Linux only: name the interface");
    }
    Set<String> links = new TreeSet<>();
    ipv4(lines(IPV4)).ifPresent(links::add);
    ipv6(lines(IPV6)).ifPresent(links::add);
    return links;
  }

  private static List<String> lines(Path path) throws IOException {
    return Files.exists(path) ? Files.readAllLines(path) : List.of(); // there may be no IPv6
  }

  /** Interface, destination, gateway, flags, two counters, metric, mask; the metric is decimal. */
  static Optional<String> ipv4(Collection<String> lines) {
    return best(lines.stream()
        .skip(1)
        .map(line -> line.strip().split("\\s+"))
        .filter(it -> it.length >= 8 && isZero(it[1]) && isZero(it[7]))
        .map(it -> new Route(it[0], Long.parseLong(it[3], 16), Long.parseLong(it[6]))));
  }

  /** Destination, its length, source, its length, gateway, metric, two counters, flags, interface. */
  static Optional<String> ipv6(Collection<String> lines) {
    return best(lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(it -> it.length >= 10 && isZero(it[0]) && isZero(it[1]))
        .map(it -> new Route(it[9], Long.parseLong(it[8], 16), Long.parseLong(it[5], 16))));
  }

  private static Optional<String> best(Stream<Route> routes) {
    return routes
        .filter(Route::isUsed)
        .min(Comparator.comparingLong(Route::metric))
        .map(Route::link);
  }

  private static boolean isZero(String hex) {
    return hex.chars().allMatch(digit -> digit == '0');
  }
}
