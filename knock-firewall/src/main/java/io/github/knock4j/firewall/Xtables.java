// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executes iptables(8) or ip6tables(8), the legacy and the nft kind alike. It waits up to 5 s for
 * the lock that the legacy kind takes. Immutable.
 *
 * <p>Both kinds exit with status 1 when they find no such rule, but also for other reasons, so what
 * they say decides; they say it in English whatever the locale. A table is always read as a whole:
 * asked for a chain that is not there, the nft kind of 1.8.9 speaks of an incompatible one.
 */
final class Xtables {

  private static final List<String> WAIT = List.of("-w", "5");

  private static final String NO_RULE = "Bad rule (does a matching rule exist in that chain?)";
  private static final String NO_CHAIN = "No chain/target/match by that name";

  private final Tools tools;
  private final String program;

  private Xtables(Tools tools, String program) {
    this.tools = tools;
    this.program = program;
  }

  /** The families that are in use: always IPv4. */
  record Pair(Xtables ipv4, @Nullable Xtables ipv6) {

    /** The kind is empty for the system's own choice, or "-legacy" or "-nft". */
    static Pair of(Tools tools, String kind) {
      return new Pair(
          new Xtables(tools, "iptables" + kind), new Xtables(tools, "ip6tables" + kind));
    }

    Pair onlyIpv4() {
      return new Pair(ipv4, null);
    }

    boolean serves(IpAddress visitor) {
      return visitor.isIpv4() || ipv6 != null;
    }

    Xtables of(IpAddress visitor) throws IOException {
      Xtables tables = visitor.isIpv4() ? ipv4 : ipv6;
      if (tables == null) {
        throw new IOException("iptables is set to IPv4 only, visitor must be IPv4: " + visitor);
      }
      return tables;
    }

    List<Xtables> all() {
      return ipv6 == null ? List.of(ipv4) : List.of(ipv4, ipv6);
    }
  }

  boolean isIpv4() {
    return program.startsWith("iptables");
  }

  /** What tells these tables from those of other programs and namespaces. */
  List<String> command() {
    List<String> command = new ArrayList<>(tools.prefix());
    command.add(program);
    return command;
  }

  Tools tools() {
    return tools;
  }

  /** Adds a rule to a chain of the filter table: -A at its end, -I at its head. */
  void add(String verb, String chain, List<String> rule) throws IOException, InterruptedException {
    run(verb, chain, rule);
  }

  /** Puts a rule before that at a position of a chain, counted from 1. */
  void insert(String chain, int position, List<String> rule)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("" + position));
    all.addAll(rule);
    run("-I", chain, all);
  }

  /** Whether a chain of the filter table holds the rule; false also if there is no such chain. */
  boolean hasRule(String chain, List<String> rule) throws IOException, InterruptedException {
    return succeeds("-C", chain, rule);
  }

  /**
   * Deletes a rule from a chain of the filter table, and all copies: somebody may have added the
   * same by hand.
   *
   * @return false if there was none, or there is no such chain
   */
  boolean delete(String chain, List<String> rule) throws IOException, InterruptedException {
    boolean found = false;
    while (succeeds("-D", chain, rule)) {
      found = true;
    }
    return found;
  }

  /** Reads all of a table. */
  Listing list(String table) throws IOException, InterruptedException {
    return Listing.of(tools.read(argv(program, List.of("-t", table, "-S"))));
  }

  /** What iptables-save(8) prints of all tables; it takes no lock, and needs none to read. */
  String save() throws IOException, InterruptedException {
    return tools.read(List.of(program + "-save"));
  }

  /** Makes changes of a table at once. */
  void restore(RestoreText text) throws IOException, InterruptedException {
    tools.run(argv(program + "-restore", List.of("--noflush")), text.toString());
  }

  /** A failure that only says "there is none" is an answer; any other is passed on. */
  private boolean succeeds(String verb, String chain, List<String> rule)
      throws IOException, InterruptedException {
    try {
      run(verb, chain, rule);
      return true;
    } catch (CommandFailedException e) {
      boolean absent = e.exitStatus().orElse(0) == 1
          && (e.stderr().contains(NO_RULE) || e.stderr().contains(NO_CHAIN));
      if (!absent) {
        throw e;
      }
      return false;
    }
  }

  private void run(String verb, String chain, List<String> rule)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(verb, chain));
    arguments.addAll(rule);
    tools.run(argv(program, arguments));
  }

  private static List<String> argv(String program, List<String> arguments) {
    List<String> argv = new ArrayList<>(List.of(program));
    argv.addAll(WAIT);
    argv.addAll(arguments);
    return argv;
  }
}
