// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets of ipset(8), {@code pk4-SERVICE} and {@code pk6-SERVICE}, and one rule that accepts who is in
 * them. The kernel forgets an element when its timeout ends, whatever has become of this process.
 */
final class SetMembers implements Members {

  /** The longest timeout that ipset takes, nearly 25 days; 0 is no timeout. */
  static final long LONGEST_TIMEOUT_S = 2_147_483;

  private static final String THERE_ALREADY = "it's already added";
  private static final String NO_ELEMENT = "it's not added";
  private static final String NO_SET = "The set with the given name does not exist";
  private static final String IN_USE = "it is in use by a kernel component";

  private static final int MOST_TRIES = 50;
  private static final long PAUSE_MS = 20;

  private final String service;

  SetMembers(String service) {
    this.service = service;
  }

  @Override
  public void prepare(Xtables tables) throws IOException, InterruptedException {
    String family = tables.isIpv4() ? "inet" : "inet6";
    ipset(tables, "-exist", "create", set(tables), "hash:ip", "family", family, "timeout", "0");
  }

  @Override
  public List<List<String>> rules(Xtables tables, Listing filter) {
    return List.of(List.of("-m", "set", "--match-set", set(tables), "src", "-j", "ACCEPT"));
  }

  @Override
  public void admit(Xtables tables, IpAddress visitor, Duration lease)
      throws IOException, InterruptedException {
    String seconds = "" + timeout(lease);
    ipset(tables, "-exist", "add", set(tables), visitor.toString(), "timeout", seconds);
  }

  @Override
  public boolean add(Xtables tables, IpAddress visitor) throws IOException, InterruptedException {
    try {
      ipset(tables, "add", set(tables), visitor.toString(), "timeout", "0");
      return true;
    } catch (CommandFailedException e) {
      unless(e, THERE_ALREADY);
      admit(tables, visitor, Duration.ZERO); // it may have been let in for a time
      return false;
    }
  }

  /** Rounded up; a lease beyond what the kernel can count is ended by the keeper alone. */
  static long timeout(Duration lease) {
    long seconds = lease.plusNanos(999_999_999).toSeconds();
    return seconds > LONGEST_TIMEOUT_S ? 0 : seconds;
  }

  @Override
  public boolean delete(Xtables tables, IpAddress visitor)
      throws IOException, InterruptedException {
    try {
      ipset(tables, "del", set(tables), visitor.toString());
      return true;
    } catch (CommandFailedException e) {
      unless(e, NO_ELEMENT, NO_SET);
      return false;
    }
  }

  @Override
  public List<IpAddress> list(Xtables tables) throws IOException, InterruptedException {
    try {
      return tables
          .tools()
          .read(List.of("ipset", "save", set(tables)))
          .lines()
          .filter(line -> line.startsWith("add "))
          .map(line -> IpAddress.parse(line.split(" ")[2]))
          .sorted()
          .toList();
    } catch (CommandFailedException e) {
      unless(e, NO_SET);
      return List.of();
    }
  }

  /** The kernel lets go of a set a moment after the rule that used it is gone. */
  @Override
  public void dispose(Xtables tables) throws IOException, InterruptedException {
    for (int tries = 1; isInUse(tables, tries == MOST_TRIES); tries++) {
      Thread.sleep(PAUSE_MS);
    }
  }

  private boolean isInUse(Xtables tables, boolean last) throws IOException, InterruptedException {
    try {
      ipset(tables, "destroy", set(tables));
      return false;
    } catch (CommandFailedException e) {
      if (!last && e.stderr().contains(IN_USE)) {
        return true;
      }
      unless(e, NO_SET);
      return false;
    }
  }

  /** ipset exits with 1 whatever the matter is, so what it says decides. */
  private static void unless(CommandFailedException failure, String... answers)
      throws CommandFailedException {
    for (String answer : answers) {
      if (failure.stderr().contains(answer)) {
        return;
      }
    }
    throw failure;
  }

  private static void ipset(Xtables tables, String... arguments)
      throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("ipset"));
    argv.addAll(List.of(arguments));
    tables.tools().run(argv);
  }

  private String set(Xtables tables) {
    return (tables.isIpv4() ? "pk4-" : "pk6-") + service;
  }
}
