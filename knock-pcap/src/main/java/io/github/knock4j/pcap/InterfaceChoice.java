// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which interfaces to listen on, in the words of the user. Immutable.
 *
 * @param words names, globs of {@code *} and {@code ?}, {@code any}, or {@link #DEFAULT_ROUTE}
 */
record InterfaceChoice(List<String> words) {

  /** No interface can be called so. */
  static final String DEFAULT_ROUTE = "default route";

  InterfaceChoice {
    words = words.stream().distinct().toList();
    if (words.isEmpty() || words.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("interface name must not be empty");
    }
  }

  /**
   * What to listen on now: each name with its interface, or with null while there is none. A glob
   * and the default route stand there themselves only while they mean nothing.
   */
  Map<String, @Nullable Link> among(Map<String, Link> links, Set<String> routes) {
    Map<String, @Nullable Link> chosen = new TreeMap<>();
    for (String word : words) {
      Map<String, Link> found = find(word, links, routes);
      if (found.isEmpty()) {
        chosen.put(word, null);
      }
      chosen.putAll(found);
    }
    return chosen;
  }

  private static Map<String, Link> find(String word, Map<String, Link> links, Set<String> routes) {
    if (word.equals(Link.ANY)) {
      return Map.of(word, any(links));
    }
    Pattern pattern = pattern(word);
    return links.values().stream()
        .filter(link -> word.equals(DEFAULT_ROUTE)
            ? routes.contains(link.name())
            : pattern.matcher(link.name()).matches())
        .collect(Collectors.toMap(Link::name, link -> link));
  }

  /** Always there, always up, and every address is its own. */
  private static Link any(Map<String, Link> links) {
    return new Link(
        Link.ANY,
        0,
        true,
        links.values().stream()
            .flatMap(link -> link.addresses().stream())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Two stars mean what one does, but trying all their ways to share a name may take years. */
  private static Pattern pattern(String glob) {
    return Pattern.compile(glob.replaceAll("\\*+", "*")
        .chars()
        .mapToObj(it -> switch (it) {
          case '*' -> ".*";
          case '?' -> ".";
          default -> Pattern.quote(Character.toString(it));
        })
        .collect(Collectors.joining()));
  }

  /** Whether the interface is wanted for itself, and not because a glob or a route led to it. */
  boolean names(String name) {
    return words.contains(name);
  }

  boolean asksForRoutes() {
    return words.contains(DEFAULT_ROUTE);
  }

  @Override
  public String toString() {
    return String.join(", ", words);
  }
}
