// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.spi.DoorAction;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands when a door opens, is renewed and closes. Immutable; every method answers a changed
 * copy.
 *
 * <pre>{@code
 * CommandAction.opening("systemctl", "start", "backup")
 *
 * CommandAction.opening("iptables", "-I", "INPUT", "-s", "%IP%", "-j", "ACCEPT")
 *     .closing("iptables", "-D", "INPUT", "-s", "%IP%", "-j", "ACCEPT")
 *     .openingIpv6(Command.of("ip6tables", "-I", "INPUT", "-s", "%IP%", "-j", "ACCEPT"))
 *     .closingIpv6(Command.of("ip6tables", "-D", "INPUT", "-s", "%IP%", "-j", "ACCEPT"))
 *
 * CommandAction.opening(Command.shell("iptables -I INPUT -s %IP% -j ACCEPT"))
 *     .closing(Command.shell("iptables -D INPUT -s %IP% -j ACCEPT"))
 * }</pre>
 *
 * <p>For {@code %IP%} and {@code %DOOR%} see {@link Command}. A command also finds, besides the
 * environment of this JVM, the visitor's address in {@code KNOCK_VISITOR}, the door's name in
 * {@code KNOCK_DOOR}, and {@code open}, {@code renew} or {@code close} in {@code KNOCK_EVENT}. It
 * starts in the root directory with an empty stdin, in a session of its own, and with nothing of what
 * this JVM has open.
 *
 * <p>On Linux with glibc 2.34 or later it is started by posix_spawn(3), which is called through JNA, and
 * no signal is ignored; elsewhere by the JDK and setsid(1), which takes some 1.5 ms more; where that is
 * missing too, by the JDK without a session.
 *
 * <p>What it prints, on stdout and stderr, is logged at INFO: at most 200 lines of each, each cut
 * at 1,000 bytes, unprintable characters replaced; what is beyond that is read and dropped.
 *
 * <p>A command fails with a {@link CommandFailedException} unless it exits with status 0. One that
 * is still running at the time limit, or whose thread is interrupted, is killed with all its
 * children (SIGKILL), also those whose parent is gone; only a child that has made a session of its
 * own, by setsid(2), and then lost its parent escapes. Where it has no session, or where /proc is
 * missing, every child that lost its parent does.
 *
 * <p>Children may outlive a command that has ended. Nobody then reads what they print: they should
 * send it elsewhere, as after a logout, because a write to a closed pipe ends them with SIGPIPE.
 *
 * <p>A command that runs when this JVM is killed goes on, with nobody to end it at its time limit.
 * So before it runs the closing command, {@link #close} kills what an earlier process has left
 * running for the same door and visitor: nothing that opens comes after the close. It knows such
 * commands, those of its own user, by {@code KNOCK_KEEPER} in their environment. One that no close
 * follows is left alone, as is one that has lost the variables, or has no session, or where /proc is
 * missing.
 *
 * <p>{@link #close} may come again after a failure or a restart: a closing command should exit
 * with 0 when it finds nothing left to close.
 */
public final class CommandAction implements DoorAction {

  private static final Logger LOG = LoggerFactory.getLogger(CommandAction.class);

  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);
  private static final Duration SHORTEST_LIMIT = Duration.ofMillis(100);
  private static final Duration LONGEST_LIMIT = Duration.ofDays(1);

  private enum Event {
    OPEN,
    RENEW,
    CLOSE
  }

  private final Map<Event, Command> commands;
  private final Map<Event, Command> ipv6Commands;
  private final Duration timeLimit;
  private final CommandRunner runner;

  private CommandAction(
      Map<Event, Command> commands,
      Map<Event, Command> ipv6Commands,
      Duration timeLimit,
      CommandRunner runner) {
    this.commands = commands;
    this.ipv6Commands = ipv6Commands;
    this.timeLimit = timeLimit;
    this.runner = runner;
  }

  /**
   * An action that runs a command when the door opens, and nothing else.
   *
   * @param command the command; {@link Command#nothing()} for an action that only closes
   * @return the action
   */
  public static CommandAction opening(Command command) {
    return opening(command, new CommandRunner());
  }

  /**
   * An action that runs a program when the door opens, and nothing else.
   *
   * @param program as in {@link Command#of}
   * @param arguments its arguments
   * @return the action
   * @throws IllegalArgumentException if {@link Command#of} refuses them
   */
  public static CommandAction opening(String program, String... arguments) {
    return opening(Command.of(program, arguments));
  }

  static CommandAction opening(Command command, CommandRunner runner) {
    return new CommandAction(Map.of(), Map.of(), DEFAULT_LIMIT, runner).with(Event.OPEN, command);
  }

  /**
   * Also runs a command when the door closes. Nothing if unset.
   *
   * @param command the command
   * @return the action with it
   */
  public CommandAction closing(Command command) {
    return with(Event.CLOSE, command);
  }

  /**
   * Also runs a program when the door closes.
   *
   * @param program as in {@link Command#of}
   * @param arguments its arguments
   * @return the action with it
   * @throws IllegalArgumentException if {@link Command#of} refuses them
   */
  public CommandAction closing(String program, String... arguments) {
    return closing(Command.of(program, arguments));
  }

  /**
   * Also runs a command when the visitor knocks again while the door is open. Nothing if unset,
   * which is right where only the keeper knows when the lease ends.
   *
   * @param command the command
   * @return the action with it
   */
  public CommandAction renewing(Command command) {
    return with(Event.RENEW, command);
  }

  /**
   * Also runs a program when the visitor knocks again while the door is open.
   *
   * @param program as in {@link Command#of}
   * @param arguments its arguments
   * @return the action with it
   * @throws IllegalArgumentException if {@link Command#of} refuses them
   */
  public CommandAction renewing(String program, String... arguments) {
    return renewing(Command.of(program, arguments));
  }

  /**
   * Runs another command when the door opens to an IPv6 visitor. The same as for IPv4 if unset.
   *
   * @param command the command; {@link Command#nothing()} to run none
   * @return the action with it
   */
  public CommandAction openingIpv6(Command command) {
    return withIpv6(Event.OPEN, command);
  }

  /**
   * Runs another command when the door closes to an IPv6 visitor. The same as for IPv4 if unset.
   *
   * @param command the command; {@link Command#nothing()} to run none
   * @return the action with it
   */
  public CommandAction closingIpv6(Command command) {
    return withIpv6(Event.CLOSE, command);
  }

  /**
   * Runs another command when an IPv6 visitor knocks again. The same as for IPv4 if unset.
   *
   * @param command the command; {@link Command#nothing()} to run none
   * @return the action with it
   */
  public CommandAction renewingIpv6(Command command) {
    return withIpv6(Event.RENEW, command);
  }

  /**
   * Sets how long each of the commands may take before it is killed. 30 s if unset.
   *
   * @param limit 100 ms..1 day
   * @return the action with it
   * @throws IllegalArgumentException if it is out of range
   */
  public CommandAction timeLimit(Duration limit) {
    if (limit.compareTo(SHORTEST_LIMIT) < 0 || limit.compareTo(LONGEST_LIMIT) > 0) {
      throw new IllegalArgumentException("time limit of a command must be 100 ms..1 day: " + limit);
    }
    return new CommandAction(commands, ipv6Commands, limit, runner);
  }

  /**
   * Runs true(1), once in the life of this JVM: the first process takes 20 ms longer than others, and
   * posix_spawn(3) is not called before this, as to load JNA takes 0.1 s.
   */
  @Override
  public void prepare() throws InterruptedException {
    runner.rehearse();
  }

  @Override
  public void open(Grant grant) throws IOException, InterruptedException {
    run(Event.OPEN, grant);
  }

  @Override
  public void renew(Grant grant) throws IOException, InterruptedException {
    run(Event.RENEW, grant);
  }

  @Override
  public void close(Grant grant) throws IOException, InterruptedException {
    run(Event.CLOSE, grant);
  }

  private void run(Event event, Grant grant) throws IOException, InterruptedException {
    Command command = commands.getOrDefault(event, Command.nothing());
    if (!grant.visitor().isIpv4()) {
      command = ipv6Commands.getOrDefault(event, command);
    }
    if (command.isNothing()) {
      return;
    }
    Door door = grant.door();
    String verb = event.name().toLowerCase(Locale.ROOT);
    Map<String, String> who =
        Map.of("KNOCK_DOOR", door.name(), "KNOCK_VISITOR", grant.visitor().toString());
    Map<String, String> environment = new HashMap<>(who);
    environment.put("KNOCK_EVENT", verb);
    if (event == Event.CLOSE) {
      runner.killOrphans(who);
    }
    LOG.debug(
        "door runs door={} visitor={} event={} command={}",
        door.name(),
        grant.visitor(),
        verb,
        command);
    runner.run(
        new Invocation(command.argv(grant), environment, timeLimit),
        line -> LOG.info("door output door={} line={}", door.name(), line));
  }

  private CommandAction with(Event event, Command command) {
    return new CommandAction(added(commands, event, command), ipv6Commands, timeLimit, runner);
  }

  private CommandAction withIpv6(Event event, Command command) {
    return new CommandAction(commands, added(ipv6Commands, event, command), timeLimit, runner);
  }

  private static Map<Event, Command> added(
      Map<Event, Command> commands, Event event, Command command) {
    Map<Event, Command> more = new EnumMap<>(Event.class);
    more.putAll(commands);
    more.put(event, Objects.requireNonNull(command, "command"));
    return more;
  }

  /** Whether the other runs the same commands with the same time limit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof CommandAction that && facts().equals(that.facts());
  }

  @Override
  public int hashCode() {
    return facts().hashCode();
  }

  private List<Object> facts() {
    return List.of(commands, ipv6Commands, timeLimit);
  }

  @Override
  public String toString() {
    return "CommandAction" + commands + (ipv6Commands.isEmpty() ? "" : ", IPv6 " + ipv6Commands);
  }
}
