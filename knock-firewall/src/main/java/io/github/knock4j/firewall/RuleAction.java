// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds one rule to a chain that is already there while a door is open, or deletes one when it opens.
 *
 * <p>A rule that does not name its visitor is the same for all of them. If the door has a lease, it
 * gets a comment with door and visitor, or else the end of one visitor's lease would shut the door
 * to the others. Without a lease another door deletes it, and that one must find it as written.
 */
final class RuleAction implements DoorAction {

  private final Xtables.Pair xtables;
  private final String verb;
  private final String chain;
  private final Command rule;
  private final boolean namesVisitor;

  RuleAction(Xtables.Pair xtables, String verb, String chain, List<String> rule) {
    this.xtables = xtables;
    this.verb = verb;
    this.chain = Names.chain(chain);
    if (rule.isEmpty()) {
      throw new IllegalArgumentException("rule must have at least one argument: none");
    }
    this.rule = Command.of(rule.get(0), rule.subList(1, rule.size()).toArray(String[]::new));
    namesVisitor = rule.stream().anyMatch(argument -> argument.contains("%IP%"));
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    Xtables tables = xtables.of(grant.visitor());
    List<String> filled = filled(grant);
    if (verb.equals("-D")) {
      delete(tables, filled);
    } else if (!tables.hasRule(chain, filled)) {
      tables.run(Xtables.arguments(verb, chain, filled));
    }
  }

  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    if (!verb.equals("-D")) {
      delete(xtables.of(grant.visitor()), filled(grant));
    }
  }

  /** All copies: somebody may have added the same rule by hand. */
  private void delete(Xtables tables, List<String> filled)
      throws IOException, InterruptedException {
    while (tables.hasRule(chain, filled)) {
      tables.run(Xtables.arguments("-D", chain, filled));
    }
  }

  private List<String> filled(Grant grant) {
    List<String> filled = new ArrayList<>(rule.argv(grant));
    if (!namesVisitor && grant.door().hasLease()) {
      String comment = "knock4j " + grant.door().name() + " " + grant.visitor();
      filled.addAll(List.of("-m", "comment", "--comment", comment));
    }
    return filled;
  }
}
