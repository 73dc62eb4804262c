// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.PortForward.Place;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The rules of a {@link PortForward} by iptables(8): those of one grant share a comment. */
final class IptablesForward implements ForwardBackend {

  private static final List<String> TABLES = List.of("nat", "filter");

  private final Iptables iptables;
  private final ForwardRules rules;
  private final Map<Place, String> chains;

  IptablesForward(Iptables iptables, ForwardRules rules, Map<Place, String> chains) {
    this.iptables = iptables;
    this.rules = rules;
    this.chains = new EnumMap<>(Place.class);
    this.chains.putAll(chains);
  }

  @Override
  public void setUp() {
    // Rules name their visitors: there are none before the first comes.
  }

  @Override
  public void remove() {
    // Closing has left nothing.
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    IpAddress visitor = grant.visitor();
    Xtables tables = iptables.xtables().of(visitor);
    Map<Place, List<String>> wanted = rules.of(visitor, comment(grant));
    iptables.lock().holding(() -> {
      try {
        replace(tables, comment(grant), wanted);
      } catch (CommandFailedException e) {
        // The tables change one after the other: what the first has taken must not stay alone.
        try {
          replace(tables, comment(grant), Map.of());
        } catch (IOException again) {
          e.addSuppressed(again);
        }
        throw e;
      }
      return true;
    });
  }

  @Override
  public void renew(Grant grant) throws IOException, InterruptedException {
    open(grant);
  }

  @Override
  public void resume(Grant grant) {
    // Each grant has rules of its own.
  }

  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    if (iptables.xtables().serves(grant.visitor())) {
      Xtables tables = iptables.xtables().of(grant.visitor());
      iptables.lock().holding(() -> {
        replace(tables, comment(grant), Map.of());
        return true;
      });
    }
  }

  /** Puts the wanted rules in the place of all that bear the comment: no packet sees neither. */
  private void replace(Xtables tables, String comment, Map<Place, List<String>> wanted)
      throws IOException, InterruptedException {
    for (String table : TABLES) {
      RestoreText text = RestoreText.of(table);
      List<String> old = tables.list(table).rules().stream()
          .filter(rule -> Listing.hasComment(comment, rule))
          .toList();
      wanted.forEach((place, rule) -> {
        if (place.table().equals(table)) {
          text.insert(chains.getOrDefault(place, place.chain()), 1, rule);
        }
      });
      old.forEach(text::delete);
      if (!text.isEmpty()) {
        tables.restore(text);
      }
    }
  }

  private String comment(Grant grant) {
    return "knock4j " + grant.door().name() + " " + grant.visitor() + " " + rules.label();
  }
}
