// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One ACCEPT in the chain for each address, in ascending order. It knows no time. */
final class RuleMembers implements Members {

  private final String chain;
  private final FirewallLock lock;

  RuleMembers(String chain, FirewallLock lock) {
    this.chain = chain;
    this.lock = lock;
  }

  @Override
  public void prepare(Xtables tables) {}

  @Override
  public List<List<String>> rules(Xtables tables, Listing filter) {
    return accepted(filter).stream().map(RuleMembers::rule).toList();
  }

  @Override
  public void admit(Xtables tables, IpAddress visitor, Duration lease)
      throws IOException, InterruptedException {
    add(tables, visitor);
  }

  /** The place is found and taken under one lock, or another process might shift it between. */
  @Override
  public boolean add(Xtables tables, IpAddress visitor) throws IOException, InterruptedException {
    return lock.holding(() -> {
      Listing filter = tables.list("filter");
      if (!filter.hasChain(chain)) {
        throw new IOException("service must be set up before it lets anyone in: " + chain);
      }
      if (accepted(filter).contains(visitor)) {
        return false;
      }
      tables.insert(chain, place(filter.rulesOf(chain), visitor), rule(visitor));
      return true;
    });
  }

  /** Before the first greater address, else behind the last one, else at the head. */
  private static int place(List<String> rules, IpAddress visitor) {
    int behind = 1; // iptables counts from 1
    for (int i = 0; i < rules.size(); i++) {
      Optional<IpAddress> accepted = Listing.accepted(rules.get(i));
      if (accepted.isPresent()) {
        if (accepted.get().compareTo(visitor) > 0) {
          return i + 1;
        }
        behind = i + 2;
      }
    }
    return behind;
  }

  @Override
  public boolean delete(Xtables tables, IpAddress visitor)
      throws IOException, InterruptedException {
    return tables.delete(chain, rule(visitor));
  }

  @Override
  public List<IpAddress> list(Xtables tables) throws IOException, InterruptedException {
    return accepted(tables.list("filter"));
  }

  @Override
  public void dispose(Xtables tables) {}

  private List<IpAddress> accepted(Listing filter) {
    return filter.rulesOf(chain).stream()
        .flatMap(rule -> Listing.accepted(rule).stream())
        .sorted()
        .distinct()
        .toList();
  }

  private static List<String> rule(IpAddress visitor) {
    return List.of("-s", visitor.toString(), "-j", "ACCEPT");
  }
}
