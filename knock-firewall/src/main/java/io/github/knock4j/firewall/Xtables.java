// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes iptables(8) or ip6tables(8) on the filter table: the legacy and the nft kind alike. It
 * waits up to 5 s for the lock that the legacy kind takes. Immutable.
 */
final class Xtables {

  private static final Logger LOG = LoggerFactory.getLogger(Xtables.class);

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** What -C answers if there is no such rule, and -S if there is no such chain. */
  private static final int ABSENT = 1;

  private final CommandRunner runner;
  private final List<String> program;

  private Xtables(CommandRunner runner, List<String> prefix, String program) {
    this.runner = runner;
    this.program = new ArrayList<>(prefix);
    this.program.addAll(List.of(program, "-w", "5"));
  }

  /**
   * Both families. The prefix stands before the program and may send it into a network namespace;
   * the kind is empty for the system's own choice, or "-legacy" or "-nft".
   */
  record Pair(Xtables ipv4, Xtables ipv6) {

    static Pair of(CommandRunner runner, List<String> prefix, String kind) {
      return new Pair(
          new Xtables(runner, prefix, "iptables" + kind),
          new Xtables(runner, prefix, "ip6tables" + kind));
    }

    Xtables of(IpAddress visitor) {
      return visitor.isIpv4() ? ipv4 : ipv6;
    }

    List<Xtables> both() {
      return List.of(ipv4, ipv6);
    }
  }

  /** Runs it with these arguments. */
  void run(List<String> arguments) throws IOException, InterruptedException {
    runner.run(invocation(arguments), line -> LOG.debug("iptables output line={}", line));
  }

  void run(String... arguments) throws IOException, InterruptedException {
    run(List.of(arguments));
  }

  /** Whether the chain holds the rule; false also if there is no such chain. */
  boolean hasRule(String chain, List<String> rule) throws IOException, InterruptedException {
    try {
      run(arguments("-C", chain, rule));
      return true;
    } catch (CommandFailedException e) {
      return isAbsence(e);
    }
  }

  boolean hasChain(String chain) throws IOException, InterruptedException {
    try {
      rules("-S", chain);
      return true;
    } catch (CommandFailedException e) {
      return isAbsence(e);
    }
  }

  /** The rules of one chain, in order, each as the arguments that would append it again. */
  List<List<String>> rulesOf(String chain) throws IOException, InterruptedException {
    return rules("-S", chain);
  }

  /** The rules of all chains. */
  List<List<String>> allRules() throws IOException, InterruptedException {
    return rules("-S");
  }

  private List<List<String>> rules(String... arguments) throws IOException, InterruptedException {
    return runner
        .read(invocation(List.of(arguments)))
        .lines()
        .filter(line -> line.startsWith("-A "))
        .map(Xtables::split)
        .toList();
  }

  /** A failure that only says "there is none" is an answer; any other is passed on. */
  private static boolean isAbsence(CommandFailedException failure) throws CommandFailedException {
    if (failure.exitStatus().orElse(0) != ABSENT) {
      throw failure;
    }
    return false;
  }

  static List<String> arguments(String verb, String chain, List<String> rule) {
    List<String> arguments = new ArrayList<>(List.of(verb, chain));
    arguments.addAll(rule);
    return arguments;
  }

  /** Undoes the quoting of -S: a text with spaces is in double quotes, a backslash escapes. */
  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean open = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        open = true;
      } else if (c == ' ' && !quoted) {
        if (open) {
          words.add(word.toString());
        }
        word.setLength(0);
        open = false;
      } else {
        boolean escaped = c == '\\' && quoted && i + 1 < line.length();
        word.append(escaped ? line.charAt(++i) : c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }

  private Invocation invocation(List<String> arguments) {
    List<String> argv = new ArrayList<>(program);
    argv.addAll(arguments);
    return new Invocation(argv, Map.of(), LIMIT);
  }
}
