// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.firewall.Command;
import io.github.knock4j.firewall.CommandAction;
import io.github.knock4j.firewall.CommandFailedException;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands of a door as knockd does, and says so in its words. */
final class KnockdAction implements DoorAction {

  private static final Logger LOG = LoggerFactory.getLogger(KnockdAction.class);

  /** The longest that there is: knockd has none. */
  private static final Duration TIME_LIMIT = Duration.ofDays(1);

  /**
   * A firewall that is busy is not so for minutes; a rule that somebody flushed stays away, and its
   * delete would fail until the end of days.
   */
  private static final int MOST_CLOSES = 7;

  @FunctionalInterface
  private interface Run {
    void run() throws IOException, InterruptedException;
  }

  private final String door;
  private final DoorCommands commands;
  private final KnockdLog log;
  private final CommandAction action;
  private final Map<IpAddress, Integer> failedCloses = new ConcurrentHashMap<>();

  KnockdAction(String door, DoorCommands commands, KnockdLog log) {
    this.door = door;
    this.commands = commands;
    this.log = Objects.requireNonNull(log, "log");
    action = CommandAction.opening(command(commands.start(true)))
        .openingIpv6(command(commands.start(false)))
        .closing(command(commands.stop(true)))
        .closingIpv6(command(commands.stop(false)))
        .timeLimit(TIME_LIMIT);
  }

  private static Command command(String text) {
    return text.isEmpty() ? Command.nothing() : Command.shell(text);
  }

  @Override
  public void prepare() throws InterruptedException {
    action.prepare();
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    String command = commands.start(grant.visitor().isIpv4());
    run(grant, command, () -> action.open(grant));
  }

  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    String command = commands.stop(grant.visitor().isIpv4());
    if (command.isEmpty()) {
      return;
    }
    int failed = failedCloses.getOrDefault(grant.visitor(), 0);
    if (failed == 0) {
      log.commandTimeout(grant);
    }
    try {
      run(grant, command, () -> action.close(grant));
      failedCloses.remove(grant.visitor());
    } catch (CommandFailedException e) {
      if (failed + 1 < MOST_CLOSES) {
        failedCloses.put(grant.visitor(), failed + 1);
        throw e;
      }
      failedCloses.remove(grant.visitor());
      log.gaveUp(grant, MOST_CLOSES);
      LOG.error("stop command given up door={} visitor={}", door, grant.visitor(), e);
    }
  }

  private void run(Grant grant, String command, Run run) throws IOException, InterruptedException {
    if (command.isEmpty()) {
      return;
    }
    log.running(grant, command);
    try {
      run.run();
    } catch (CommandFailedException e) {
      e.exitStatus().ifPresent(status -> log.failed(grant, status));
      throw e;
    }
  }

  /** Whether the other does the same and says so to the same log: it then stays in its place. */
  @Override
  public boolean equals(Object other) {
    return other instanceof KnockdAction that
        && log == that.log
        && door.equals(that.door)
        && commands.equals(that.commands);
  }

  @Override
  public int hashCode() {
    return Objects.hash(door, commands);
  }
}
