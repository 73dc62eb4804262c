// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of the daemon go: standard output, a file, syslog. A file that cannot be written to
 * is complained of once, and tried again with each line. Thread-safe.
 */
final class DaemonLog implements Consumer<String>, AutoCloseable {

  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private final @Nullable PrintWriter out;
  private final PrintWriter errors;
  private final Consumer<String> syslog;
  private final Supplier<LocalDateTime> clock;
  private @Nullable Path file;
  private @Nullable Writer writer;
  private boolean toSyslog;
  private boolean complained;

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
  synchronized void open(@Nullable Path newFile, boolean newToSyslog) throws IOException {
    closeFile();
    file = newFile;
    toSyslog = newToSyslog;
    complained = false;
    if (newFile != null) {
      writer = writerOf(newFile);
    }
  }

  @Override
  public synchronized void accept(String line) {
    if (out != null) {
      out.println(line);
      out.flush();
    }
    if (toSyslog) {
      syslog.accept(line);
    }
    if (file != null) {
      append("[" + MINUTES.format(clock.get()) + "] " + line + "\n");
    }
  }

  private void append(String line) {
    try {
      if (writer == null) {
        writer = writerOf(Objects.requireNonNull(file));
      }
      writer.write(line);
      writer.flush();
      complained = false;
    } catch (IOException e) {
      if (!complained) {
        complained = true;
        errors.println("knockd: log file cannot be written: " + e);
        errors.flush();
      }
      closeFile();
    }
  }

  private static Writer writerOf(Path file) throws IOException {
    return Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void closeFile() {
    try {
      if (writer != null) {
        writer.close();
      }
    } catch (IOException e) {
      // It was flushed after each line; what could not be written was complained of.
    }
    writer = null;
  }

  @Override
  public synchronized void close() {
    closeFile();
  }
}
