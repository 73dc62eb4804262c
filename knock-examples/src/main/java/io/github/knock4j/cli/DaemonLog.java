// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of the daemon go: standard output, a file, syslog. A file that cannot be written to
 * is complained of once, and tried again with each line.
 *
 * <p>One thread writes lines, another opens and closes. A line that nobody takes, because a pipe is
 * full, holds up those behind it, but never whoever opens or closes: a daemon must hear its signals.
 */
final class DaemonLog implements Consumer<String>, AutoCloseable {

  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private final @Nullable PrintWriter out;
  private final PrintWriter errors;
  private final Consumer<String> syslog;
  private final Supplier<LocalDateTime> clock;
  private volatile @Nullable LogFile file;
  private volatile boolean toSyslog;
  private volatile boolean complained;

  /**
   * @param out takes each line as it is, if anything does
   * @param errors takes complaints
   */
  DaemonLog(
      @Nullable PrintWriter out,
      PrintWriter errors,
      Consumer<String> syslog,
      Supplier<LocalDateTime> clock) {
    this.out = out;
    this.errors = errors;
    this.syslog = syslog;
    this.clock = clock;
  }

  /**
   * Writes to these from now on. Opens the file anew also if it is the same: it may have been rotated
   * away.
   *
   * @throws IOException if the file cannot be opened; it is tried again with the next line
   */
  void open(@Nullable Path newFile, boolean newToSyslog) throws IOException {
    toSyslog = newToSyslog;
    LogFile opened = newFile == null ? null : new LogFile(newFile);
    try {
      if (opened != null) {
        opened.open();
      }
    } finally {
      replaceFile(opened);
    }
  }

  private void replaceFile(@Nullable LogFile replacement) {
    LogFile old = file;
    complained = false;
    file = replacement;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void accept(String line) {
    if (out != null) {
      out.println(line);
      out.flush();
    }
    if (toSyslog) {
      syslog.accept(line);
    }
    append("[" + MINUTES.format(clock.get()) + "] " + line);
  }

  private void append(String line) {
    LogFile to = file;
    if (to == null) {
      return;
    }
    try {
      to.append(line);
      complained = false;
    } catch (IOException e) {
      if (to != file) {
        append(line); // another one has been opened meanwhile
      } else if (!complained) {
        complained = true;
        errors.println("knockd: log file cannot be written: " + e);
        errors.flush();
      }
    }
  }

  @Override
  public void close() {
    replaceFile(null);
  }
}
