// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Adds one rule to a chain that is already there while a door is open, or deletes one when it opens.
 *
 * <p>Every rule that is added gets a comment, see {@link Grants}: it tells the rule from those that
 * are to stay, also from one in the same words that somebody has added by hand.
 *
 * <p>If the door has a lease, the comment has door and visitor, or else the end of one lease would
 * delete the rule that serves the same visitor at another door or, if the rule does not name its
 * visitor, all the others. Without a lease another door deletes it, and that one must find it. The
 * comment fits: it has 251 bytes at most, and the kernel takes 255.
 */
final class RuleAction implements DoorAction {

  /** Pages on the web turn a double dash into one of these; iptables takes it for an argument. */
  private static final Pattern WRONG_DASH = Pattern.compile("^[\\u2010-\\u2015\\u2212].*");

  private final Xtables.Pair xtables;
  private final FirewallLock lock;
  private final String verb;
  private final String chain;
  private final Command rule;

  RuleAction(
      Xtables.Pair xtables, FirewallLock lock, String verb, String chain, List<String> rule) {
    this.xtables = xtables;
    this.lock = lock;
    this.verb = verb;
    this.chain = Names.chain(chain);
    if (rule.isEmpty()) {
      throw new IllegalArgumentException("rule must have at least one argument: none");
    }
    rule.forEach(RuleAction::check);
    this.rule = Command.of(rule.get(0), rule.subList(1, rule.size()).toArray(String[]::new));
  }

  private static void check(String argument) {
    RestoreText.quoted(argument);
    if (WRONG_DASH.matcher(argument).matches()) {
      throw new IllegalArgumentException(
          "rule argument must begin with '-' where it begins with a dash: '"
              + Printable.cut(Printable.of(argument), 64) + "'");
    }
  }

  @Override
  public void prepare() throws InterruptedException {
    xtables.ipv4().tools().runner().rehearse();
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    Xtables tables = xtables.of(grant.visitor());
    if (verb.equals("-D")) {
      tables.delete(chain, commented(grant, Grants.COMMENT));
      tables.delete(chain, rule.argv(grant));
      return;
    }
    List<String> filled = filled(grant);
    lock.holding(() -> {
      boolean there = tables.hasRule(chain, filled);
      if (!there) {
        tables.add(verb, chain, filled);
      }
      return there;
    });
  }

  /** Whoever knocks again may do so because somebody has emptied the chain. */
  @Override
  public void renew(Grant grant) throws IOException, InterruptedException {
    open(grant);
  }

  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    if (!verb.equals("-D") && xtables.serves(grant.visitor())) {
      xtables.of(grant.visitor()).delete(chain, filled(grant));
    }
  }

  private List<String> filled(Grant grant) {
    return commented(grant, grant.door().hasLease() ? Grants.comment(grant) : Grants.COMMENT);
  }

  private List<String> commented(Grant grant, String comment) {
    List<String> commented = new ArrayList<>(rule.argv(grant));
    commented.addAll(List.of("-m", "comment", "--comment", comment));
    return commented;
  }

  @Override
  public String toString() {
    return "RuleAction[" + verb + " " + chain + " " + rule + "]";
  }
}
