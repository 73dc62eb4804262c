// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways to start a command: with pipes for its output, in the root directory, as daemons do, so that
 * no mount stays busy and relative paths mean the same everywhere, and as leader of its own session.
 */
enum Launcher {

  /**
   * By posix_spawn(3): nothing is executed but the command. Needs Linux, glibc 2.34, JNA, /proc, and
   * nobody who takes the exit status away.
   */
  SPAWN {
    @Override
    Process start(List<String> argv, Map<String, String> variables, boolean hasInput)
        throws IOException {
      if (!Platform.isLinux()) {
        throw new IOException("needs Linux");
      }
      return SpawnedProcess.start(argv, variables, hasInput);
    }
  },

  /**
   * By the JDK, which executes a helper first, and then setsid(1). That would fork only if it were the
   * leader of a process group, which a child of a JVM never is; so process id and exit status are the
   * command's.
   */
  SETSID {
    @Override
    Process start(List<String> argv, Map<String, String> variables, boolean hasInput)
        throws IOException {
      // It would tell of a missing program by the status 127, which may be the program's own.
      if (!Programs.exists(argv.get(0))) {
        throw new IOException("no such program");
      }
      List<String> all = new ArrayList<>(List.of("setsid", "--"));
      all.addAll(argv);
      return PLAIN.start(all, variables, hasInput);
    }
  },

  /** By the JDK alone: in the session of this JVM. */
  PLAIN {
    @Override
    Process start(List<String> argv, Map<String, String> variables, boolean hasInput)
        throws IOException {
      ProcessBuilder builder = new ProcessBuilder(argv).directory(new File("/"));
      if (!hasInput) {
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      }
      builder.environment().putAll(variables);
      return builder.start();
    }
  };

  /**
   * Starts a command.
   *
   * @param argv the program, sought in PATH if it has no slash, and its arguments
   * @param variables on top of those of this JVM
   * @param hasInput false for an empty stdin
   * @throws IOException if it cannot be started
   */
  abstract Process start(List<String> argv, Map<String, String> variables, boolean hasInput)
      throws IOException;

  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

  private static volatile Launcher fastest = Programs.exists("setsid") ? SETSID : PLAIN;

  /**
   * The fastest way known so far. That is not {@link #SPAWN} before it was tried out, which takes 0.1 s
   * if nothing else in this JVM has loaded JNA: too much for one that runs few commands.
   */
  static Launcher fastest() {
    return fastest;
  }

  /** From now on this is the fastest way. */
  static void use(Launcher launcher) {
    fastest = launcher;
    LOG.debug("commands are started by way={}", launcher);
  }
}
