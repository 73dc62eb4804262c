// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who is in which set of the table, as nft(8) lists it. */
record NftSets(Map<String, List<IpAddress>> bySet) {

  private static final Pattern TABLE =
      Pattern.compile("(?ms)^table inet " + NftService.TABLE + " \\{$(.*?)^}");
  private static final Pattern SET = Pattern.compile("(?ms)^\tset (visitors-\\S+) \\{$(.*?)^\t}");
  private static final Pattern ELEMENTS = Pattern.compile("(?s)elements = \\{(.*?)}");
  private static final Pattern SERVICE = Pattern.compile("visitors-(.*)-ipv4");

  static NftSets read(NftProgram program) throws IOException, InterruptedException {
    return of(program.list("list sets inet"));
  }

  static NftSets of(String listing) {
    Map<String, List<IpAddress>> bySet = new TreeMap<>();
    Matcher table = TABLE.matcher(listing);
    if (table.find()) {
      SET.matcher(table.group(1))
          .results()
          .forEach(set -> bySet.put(set.group(1), elements(set.group(2))));
    }
    return new NftSets(bySet);
  }

  /** Each element begins with its address; how long it stays may follow. */
  private static List<IpAddress> elements(String set) {
    return ELEMENTS
        .matcher(set)
        .results()
        .flatMap(elements -> Arrays.stream(elements.group(1).split(",")))
        .map(element -> IpAddress.parse(element.strip().split("\\s", 2)[0]))
        .sorted()
        .toList();
  }

  List<String> services() {
    return bySet.keySet().stream()
        .map(SERVICE::matcher)
        .filter(Matcher::matches)
        .map(set -> set.group(1))
        .toList();
  }

  List<IpAddress> addresses(NftService service) {
    return Stream.of(true, false)
        .flatMap(ipv4 -> bySet.getOrDefault(service.visitors(ipv4), List.of()).stream())
        .toList();
  }
}
