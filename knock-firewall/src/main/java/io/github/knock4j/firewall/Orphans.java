// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds commands that still run although the process that started them is gone, and has none to
 * kill them at their time limit. Each command carries a mark of its keeper in its environment, where
 * proc(5) shows it to others of the same user: the process id and when that process began.
 *
 * <p>The kernel could kill a command with its parent, by PR_SET_PDEATHSIG of prctl(2), but means the
 * thread that started it, forgets it for what the command starts in turn, and would also break off
 * what opens no door, such as a backup.
 */
final class Orphans {

  /** The variable with the mark. */
  static final String KEEPER = "KNOCK_KEEPER";

  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

  private static final String THIS_PROCESS = mark(ProcessHandle.current().pid());

  private Orphans() {}

  /** The mark of this process. */
  static String mark() {
    return THIS_PROCESS;
  }

  private static String mark(long pid) {
    return pid + "/" + ProcessStat.of(pid).startTicks();
  }

  /**
   * Kills the commands with these variables whose keeper is gone, and all that they started. What a
   * command has left behind when it ended is not meant, such as a service that it has restarted: that
   * has the variables too, but not the pipe to the keeper. Where there is no session or no /proc, none
   * is found.
   */
  static void kill(Map<String, String> variables) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        ProcessStat stat = ProcessStat.of(pid);
        if (stat.running()
            && stat.session() == pid
            && isOrphan(process, variables)
            && (isPipe(process, "1") || isPipe(process, "2"))) {
          ProcessHandle.of(pid).ifPresent(Orphans::kill);
        }
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
      LOG.debug("commands of earlier processes cannot be looked for", e);
    }
  }

  private static void kill(ProcessHandle leader) {
    LOG.warn("command of an earlier process still runs, killed pid={}", leader.pid());
    if (!ProcessSession.kill(leader)) {
      LOG.warn("command survives its kill pid={}", leader.pid());
    }
  }

  private static boolean isOrphan(Path process, Map<String, String> variables) {
    Map<String, String> environment = environment(process);
    String keeper = environment.get(KEEPER);
    return keeper != null
        && environment.entrySet().containsAll(variables.entrySet())
        && !isAlive(keeper);
  }

  private static boolean isAlive(String keeper) {
    try {
      long pid = Long.parseLong(keeper.split("/", 2)[0]);
      return ProcessStat.of(pid).running() && mark(pid).equals(keeper);
    } catch (NumberFormatException e) {
      return true; // somebody else's variable
    }
  }

  private static boolean isPipe(Path process, String stream) {
    try {
      return Files.readSymbolicLink(process.resolve("fd").resolve(stream))
          .toString()
          .startsWith("pipe:");
    } catch (IOException e) {
      return false; // closed
    }
  }

  /** Empty for a process of another user, or one that has just ended. */
  private static Map<String, String> environment(Path process) {
    Map<String, String> environment = new HashMap<>();
    try {
      byte[] bytes = Files.readAllBytes(process.resolve("environ"));
      for (String variable : new String(bytes, StandardCharsets.UTF_8).split("\0")) {
        String[] pair = variable.split("=", 2);
        if (pair.length == 2) {
          environment.putIfAbsent(pair[0], pair[1]);
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return environment;
  }
}
