// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * What a choice of interfaces depends on.
 *
 * @param links all interfaces by name
 * @param routes those of them that default routes lead to
 */
record Situation(Map<String, Link> links, Set<String> routes) {

  static Situation now(InterfaceChoice choice) throws IOException {
    return new Situation(Links.read(), choice.asksForRoutes() ? DefaultRoute.links() : Set.of());
  }
}
