// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.knockd.KnockdConfig;
import io.github.knock4j.knockd.KnockdConfigException;
import io.github.knock4j.knockd.KnockdLog;
import io.github.knock4j.knockd.KnockdOptions;
import io.github.knock4j.runtime.Doorkeeper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Guards the doors of a knockd.conf, from start to end. Reads the file again when told to; one that
 * is broken changes nothing. Not thread-safe.
 */
final class KnockdDaemon implements AutoCloseable {

  /**
   * What a command line asks for.
   *
   * @param configuration the file
   * @param interfaces those to listen on; if there are none, what the file says
   * @param onlyIpv4 whether to hear IPv4 alone
   * @param names whether to show host names in the log
   * @param logFile goes before that of the file, if there is one
   * @param leases where to keep leases
   */
  record Settings(
      Path configuration,
      List<String> interfaces,
      boolean onlyIpv4,
      boolean names,
      @Nullable Path logFile,
      Path leases) {}

  /** A command may run for long, and knockd runs any number at once. */
  private static final int COMMANDS_AT_ONCE = 32;

  private static final Duration LONGEST_COMMAND = Duration.ofDays(1);

  private final Settings settings;
  private final DaemonLog sink;
  private final PrintWriter errors;
  private final KnockdLog log;
  private final Listening listening;
  private final Doorkeeper keeper;
  private KnockdConfig newest;

  private KnockdDaemon(
      Settings settings, KnockdConfig config, KnockdLog log, DaemonLog sink, PrintWriter errors)
      throws IOException {
    this.settings = settings;
    this.sink = sink;
    this.errors = errors;
    this.log = log;
    listening = Listening.on(settings.interfaces(), config, settings.onlyIpv4());
    newest = config;
    openLog();
    config.warnings().forEach(warning -> complain("warning: " + warning));
    keeper = Doorkeeper.watching(listening.source())
        .guards(config.guards(log))
        .onAttempt(log)
        .onEvent(new FailureLines(log::say))
        .actionThreads(COMMANDS_AT_ONCE)
        .actionLimit(LONGEST_COMMAND)
        .keepingLeasesIn(settings.leases())
        .start();
  }

  /**
   * Begins to listen.
   *
   * @param config what the file says now
   * @param out takes the lines that a verbose daemon writes; null for none
   * @param errors takes warnings and complaints
   * @throws IOException if the interface, the log file or the leases cannot be opened
   */
  static KnockdDaemon start(
      Settings settings,
      KnockdConfig config,
      @Nullable PrintWriter out,
      PrintWriter errors,
      Consumer<String> syslog)
      throws IOException {
    DaemonLog sink = new DaemonLog(out, errors, syslog, LocalDateTime::now);
    KnockdLog log = settings.names() ? KnockdLog.withNames(sink) : KnockdLog.to(sink);
    try {
      KnockdDaemon daemon = new KnockdDaemon(settings, config, log, sink, errors);
      String listening = "listening on " + daemon.listening;
      if (out != null) {
        out.println(listening + "...");
        out.flush();
      }
      log.say("starting up, " + listening);
      return daemon;
    } catch (Throwable failure) {
      log.close();
      sink.close();
      throw failure;
    }
  }

  private void openLog() throws IOException {
    KnockdOptions options = newest.options();
    Path file = settings.logFile() == null ? options.logFile() : settings.logFile();
    try {
      sink.open(file, options.useSyslog());
    } catch (IOException e) {
      throw new IOException("log file cannot be opened: " + e, e);
    }
  }

  /**
   * Reads the file again and opens the log file anew. Doors that stay as they are go on with their
   * attempts and leases.
   */
  void reload() {
    log.say("re-reading config file: " + settings.configuration());
    try {
      KnockdConfig config = KnockdConfig.read(settings.configuration());
      keeper.replaceGuards(config.guards(log));
      config.warnings().forEach(warning -> complain("warning: " + warning));
      String wanted = Listening.interfaceOf(config);
      if (settings.interfaces().isEmpty() && !listening.interfaces().contains(wanted)) {
        complain("interface is not changed before the next start: " + wanted);
      }
      newest = config;
    } catch (KnockdConfigException e) {
      e.errors().forEach(error -> refuse(error.toString()));
    } catch (IOException | IllegalStateException e) {
      refuse(String.valueOf(e.getMessage()));
    }
    openLogFile();
  }

  /** Who reads the log must learn why nothing changed. */
  private void refuse(String why) {
    complain("error: " + why);
    log.say("error, all doors stay as they are: " + why);
  }

  private void openLogFile() {
    try {
      openLog();
    } catch (IOException e) {
      complain("error: " + e.getMessage());
    }
  }

  private void complain(String line) {
    errors.println("knockd: " + line);
    errors.flush();
  }

  /** Closes the doors that are open, by their stop commands, and ends. */
  @Override
  public void close() {
    keeper.close();
    log.say("shutting down");
    log.close();
    sink.close();
  }
}
