// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.util.List;
import java.util.Optional;

/**
 * Changes the filter table of one family from what it is to what a {@link Baseline} wants: as one
 * text, so that no packet ever meets half of it. It touches neither policies nor rules of others.
 */
final class BaselineChange {

  private final Listing filter;
  private final RestoreText text = RestoreText.of("filter");

  private BaselineChange(Listing filter) {
    this.filter = filter;
  }

  /** Makes or renews the baseline. */
  static RestoreText setUp(Listing filter, BaselineRules rules, boolean ipv4) {
    BaselineChange change = new BaselineChange(filter);
    change.chains(rules, ipv4);
    change.keepFirst("INPUT", BaselineRules.firstOfInput(), true);
    change.keepLast("INPUT", rules.has(BaselineRules.Option.EVERYTHING));
    change.keepFirst(
        "FORWARD", BaselineRules.firstOfForward(), rules.has(BaselineRules.Option.FORWARDING));
    change.keepLast("FORWARD", rules.has(BaselineRules.Option.FORWARDING));
    return change.text;
  }

  /** Takes away all of it. */
  static RestoreText remove(Listing filter) {
    BaselineChange change = new BaselineChange(filter);
    filter.rules().stream().filter(BaselineRules::isOne).forEach(change.text::delete);
    change.discard(BaselineRules.CHAIN);
    change.discard(BaselineRules.SHUT);
    BaselineRules.visitorsMade(filter).ifPresent(change::discard);
    return change.text;
  }

  private void chains(BaselineRules rules, boolean ipv4) {
    String visitors = rules.visitors();
    Optional<String> made = BaselineRules.visitorsMade(filter);
    boolean there = visitors == null || filter.hasChain(visitors);
    text.emptied(BaselineRules.CHAIN).emptied(BaselineRules.SHUT);
    if (visitors != null && !there) {
      text.emptied(visitors);
    }
    rules.shut().forEach(rule -> text.append(BaselineRules.SHUT, rule));
    boolean visitorsMade =
        !there || made.filter(chain -> chain.equals(visitors)).isPresent();
    rules.chain(ipv4, visitorsMade).forEach(rule -> text.append(BaselineRules.CHAIN, rule));
    made.filter(chain -> !chain.equals(visitors)).ifPresent(this::discard);
  }

  /** One that is there stays at its place: doors may have inserted their rules above it. */
  private void keepFirst(String chain, List<String> first, boolean wanted) {
    String target = " -j " + first.get(first.size() - 1);
    List<String> old = ours(chain, target);
    if (wanted && old.isEmpty()) {
      text.insert(chain, 1, first);
    }
    old.stream().skip(wanted ? 1 : 0).forEach(text::delete);
  }

  /** The new one is appended before the old ones go: those are found first. */
  private void keepLast(String chain, boolean wanted) {
    List<String> all = filter.rulesOf(chain);
    List<String> old = ours(chain, " -j " + BaselineRules.SHUT);
    if (wanted && old.size() == 1 && all.get(all.size() - 1).equals(old.get(0))) {
      return;
    }
    if (wanted) {
      text.append(chain, BaselineRules.last());
    }
    old.forEach(text::delete);
  }

  private List<String> ours(String chain, String target) {
    return filter.rulesOf(chain).stream()
        .filter(rule -> BaselineRules.isOne(rule) && rule.endsWith(target))
        .toList();
  }

  private void discard(String chain) {
    if (filter.hasChain(chain)) {
      text.without(chain);
    }
  }
}
