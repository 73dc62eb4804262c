// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Kills a command with everything it started.
 *
 * <p>{@link Launcher} makes the command the leader of a session, which every descendant is in unless it
 * leaves by setsid(2), as a daemon does: also those whose parent is gone, and those in a process
 * group of their own, as timeout(1) makes, which a signal to the group would miss. The members
 * stand in /proc (proc(5)). They are killed one by one, and looked for again until there are none,
 * because a process may fork between the look and the kill. Where there is no session or no /proc,
 * only the descendants that still hang together are found.
 *
 * <p>The session's id stays taken as long as it has a member, so a later process cannot be mistaken
 * for one.
 */
final class ProcessSession {

  private static final int MOST_ROUNDS = 40;
  private static final long PAUSE_NS = Duration.ofMillis(5).toNanos();

  private ProcessSession() {}

  /**
   * Sends SIGKILL until nothing of the command is left, for 200 ms and the time that it takes to
   * read /proc at most.
   *
   * @param leader the command, which may have ended already
   * @return false if something is left: it forks too fast, or may not be killed by this user
   */
  static boolean kill(ProcessHandle leader) {
    // Descendants are asked for while the parents that lead to them live.
    List<ProcessHandle> targets = new ArrayList<>();
    targets.add(leader);
    leader.descendants().forEach(targets::add);
    for (int round = 0; round < MOST_ROUNDS && !targets.isEmpty(); round++) {
      targets.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(PAUSE_NS);
      targets.removeIf(target -> !isRunning(target.pid()));
      members(leader.pid()).filter(target -> !targets.contains(target)).forEach(targets::add);
    }
    return targets.isEmpty();
  }

  private static Stream<ProcessHandle> members(long session) {
    List<ProcessHandle> members = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        ProcessStat stat = ProcessStat.of(pid);
        if (stat.running() && stat.session() == session) {
          ProcessHandle.of(pid).ifPresent(members::add);
        }
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
      // No /proc, as on macOS: the descendants must do.
    }
    return members.stream();
  }

  /** A zombie runs no more; it stays in /proc until its parent has asked how it ended. */
  private static boolean isRunning(long pid) {
    return Files.isDirectory(Path.of("/proc/self"))
        ? ProcessStat.of(pid).running()
        : ProcessHandle.of(pid).isPresent();
  }
}
