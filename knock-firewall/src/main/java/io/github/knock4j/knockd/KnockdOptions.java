// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code [options]} of a configuration: what concerns the daemon as a whole. Immutable.
 *
 * @param useSyslog whether actions are logged through syslog; false if unset
 * @param logFile the file that log lines are appended to; null if there is none
 * @param pidFile where a daemon writes its process id; {@code /var/run/knockd.pid} if unset
 * @param interfaceName the interface to watch; null if unset, which means {@link #DEFAULT_INTERFACE}
 *     unless a command line names another
 */
public record KnockdOptions(
    boolean useSyslog,
    @Nullable Path logFile,
    Path pidFile,
    @Nullable String interfaceName) {

  /** The interface that is watched if nobody names one. */
  public static final String DEFAULT_INTERFACE = "eth0";

  /** Where a daemon writes its process id unless told otherwise. */
  static final Path DEFAULT_PID_FILE = Path.of("/var/run/knockd.pid");

  /**
   * Checks that there is a process id file.
   *
   * @param useSyslog whether actions are logged through syslog
   * @param logFile the file that log lines are appended to, or null
   * @param pidFile where a daemon writes its process id
   * @param interfaceName the interface to watch, or null
   */
  public KnockdOptions {
    Objects.requireNonNull(pidFile, "pidFile");
  }
}
