// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.util.Arrays;
import java.util.Comparator;

/** What is compared. */
enum Program {
  NETLINK("knock4j, nftables"),
  THROUGHPUT("knock4j, nftables, throughput mode"),
  IPTABLES("knock4j, iptables executed"),
  KNOCKD("knockd, iptables executed"),
  FWKNOPD("fwknopd, iptables executed");

  /** What those execute that execute something: the same for ours and theirs. */
  static final String ACCEPT =
      "iptables -w -I INPUT -s %IP% -p tcp --dport " + Doors.SERVICE + " -j ACCEPT";

  static final String NO_MORE = ACCEPT.replace("-I", "-D");

  private final String label;

  Program(String label) {
    this.label = label;
  }

  /** The name in data, tables and pictures. */
  String label() {
    return label;
  }

  boolean isOurs() {
    return label.startsWith("knock4j");
  }

  /** Whether iptables must shut the port, since the program opens it by executing that. */
  boolean executesIptables() {
    return this != NETLINK && this != THROUGHPUT;
  }

  /** How many visitors a JVM has before it has compiled most of what a visit takes. */
  int warmUp() {
    // With iptables each of them would leave a rule that slows down the next ones.
    return executesIptables() ? 0 : 3_000;
  }

  /** The number of the colour of a label, or of one that begins with it; the same in every picture. */
  static int tone(String label) {
    if (label.startsWith("knockd")) {
      return KNOCKD.ordinal();
    }
    return Arrays.stream(values())
        .filter(it -> label.startsWith(it.label))
        .max(Comparator.comparingInt(it -> it.label.length()))
        .orElse(NETLINK)
        .ordinal();
  }
}
