// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.netlab.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rules of a host's iptables, line by line as iptables-save tells them, without counters. */
final class Rules {

  private final Host host;
  private final String family;

  private Rules(Host host, String family) {
    this.host = host;
    this.family = family;
  }

  static Rules ipv4(Host host) {
    return new Rules(host, "");
  }

  static Rules ipv6(Host host) {
    return new Rules(host, "6");
  }

  /** Puts these rules in place, as is done at boot, and answers them as they are then told. */
  List<String> restore(String text) throws IOException {
    Path file = Files.createTempFile("rules", "");
    try {
      Files.writeString(file, text);
      host.run("ip" + family + "tables-restore", file.toString());
    } finally {
      Files.delete(file);
    }
    List<String> saved = saved();
    assertThat(saved).isEqualTo(lines(text));
    return saved;
  }

  List<String> saved() {
    return lines(host.run("ip" + family + "tables-save"));
  }

  private static List<String> lines(String text) {
    return text.lines()
        .filter(line -> line.matches("[*:-].*"))
        .map(line -> line.replaceFirst(" \\[\\d+:\\d+]$", ""))
        .toList();
  }

  /** Waits until these, and no others, are the rules. */
  void await(List<String> rules) {
    become(rules, KnockdHost.PATIENCE);
    assertThat(saved()).isEqualTo(rules);
  }

  /** Waits so long for these, and no others, to be the rules; answers whether they are. */
  boolean become(List<String> rules, Duration patience) {
    return KnockdHost.await(patience, () -> saved().equals(rules));
  }

  /** The rules with one more in front of the first that begins so. */
  static List<String> with(List<String> rules, String rule, String inFrontOf) {
    List<String> more = new ArrayList<>(rules);
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).startsWith(inFrontOf)) {
        more.add(i, rule);
        return more;
      }
    }
    throw new AssertionError("no rule begins with '" + inFrontOf + "': " + rules);
  }
}
