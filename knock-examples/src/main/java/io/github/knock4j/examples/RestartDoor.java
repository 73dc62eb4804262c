// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.firewall.CommandAction;
import io.github.knock4j.firewall.CommandFailedException;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.runtime.DoorkeeperEvent;
import io.github.knock4j.runtime.DoorkeeperEvent.ActionFailed;
import io.github.knock4j.runtime.DoorkeeperEvent.Opened;
import io.github.knock4j.socket.SocketSource;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Restarts a service when somebody knocks, by a command without a shell in between, and tells how
 * that ended. After {@code mvn package}, as a user who may restart the service:
 *
 * <pre>{@code
 * java -cp knock-examples/target/knock.jar io.github.knock4j.examples.RestartDoor nginx
 *
 * java -jar knock-examples/target/knock.jar knock 127.0.0.1 21901 21902:udp 21903
 * }</pre>
 */
public final class RestartDoor {

  private RestartDoor() {}

  /**
   * A door that restarts a service, at most once a minute for each visitor.
   *
   * @return a door with three knocks and nothing to close
   */
  public static Door door() {
    return Door.named("restart")
        .knock(tcp(21_901))
        .knock(udp(21_902))
        .knock(tcp(21_903))
        .cooldown(ofMinutes(1))
        .build();
  }

  /**
   * What the door does: {@code systemctl restart SERVICE}, killed if it takes longer than half a
   * minute.
   *
   * @param service the name of a unit
   * @return the action
   */
  public static CommandAction restarting(String service) {
    return CommandAction.opening("systemctl", "restart", service).timeLimit(ofSeconds(30));
  }

  /**
   * Runs the command for each visitor who knocks.
   *
   * @param restart what the door does
   * @param lines takes a line for each command that ended
   * @return the running doorkeeper
   * @throws IOException if a port is in use
   */
  public static Doorkeeper guard(CommandAction restart, Consumer<String> lines) throws IOException {
    return Doorkeeper.watching(SocketSource.onLoopback())
        .guard(door(), restart)
        .onEvent(event -> tell(event, lines))
        .start();
  }

  private static void tell(DoorkeeperEvent event, Consumer<String> lines) {
    if (event instanceof Opened opened) {
      lines.accept("restarted for " + opened.grant().visitor());
    } else if (event instanceof ActionFailed failed) {
      lines.accept("not restarted for " + failed.grant().visitor() + ": " + why(failed.cause()));
    }
  }

  private static String why(Throwable cause) {
    if (cause instanceof CommandFailedException failed) {
      return switch (failed.reason()) {
        case NOT_STARTED -> "no such program";
        case TIME_LIMIT -> "took too long, and was killed";
        case EXIT_STATUS ->
          "exit status " + failed.exitStatus().getAsInt() + ", " + failed.stderr();
      };
    }
    return cause.toString();
  }

  /**
   * Restarts a service whenever somebody knocks, until the process is told to end.
   *
   * @param args the name of the service
   * @throws Exception if a port is in use
   */
  public static void main(String[] args) throws Exception {
    Arguments.need(args, "SERVICE");
    Doorkeeper keeper = guard(restarting(args[0]), System.out::println);
    Runtime.getRuntime().addShutdownHook(new Thread(keeper::close));
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
