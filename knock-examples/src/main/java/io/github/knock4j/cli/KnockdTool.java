// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.knockd.KnockdConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Guards the doors of a knockd.conf, with the options and signals of knockd. */
@Command(
    name = "knockd",
    description = "Guards the doors of a knockd.conf.",
    footer = {
      "",
      "SIGHUP: reads the configuration again, and opens the log file anew.",
      "SIGTERM, SIGINT: closes the doors that are open, and ends.",
      "Exit status: 0 ended by a signal; 1 failed; 2 not understood."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = Version.class)
final class KnockdTool implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Option(
      names = {"-i", "--interface"},
      paramLabel = "IF",
      split = ",",
      description = "Listen on this interface, and on more if given more than once. If not given,"
          + " what the configuration says, or else eth0.")
  private List<String> interfaces = List.of();

  @Option(
      names = {"-d", "--daemon"},
      description = "Run in the background.")
  private boolean background;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration, /etc/knockd.conf if not given.")
  private Path configuration = Path.of("/etc/knockd.conf");

  @Option(
      names = {"-D", "--debug"},
      description = "Write debug messages to standard error.")
  private boolean debug;

  @Option(
      names = {"-l", "--lookup"},
      description = "Show host names in the log. Whoever knocks may have a say in his own.")
  private boolean lookup;

  @Option(
      names = {"-p", "--pidfile"},
      paramLabel = "FILE",
      description = "Where to write the process id with -d. If not given, what the configuration"
          + " says, or else /var/run/knockd.pid.")
  private @Nullable Path pidFile;

  @Option(
      names = {"-g", "--logfile"},
      paramLabel = "FILE",
      description = "Append log lines to this file, not to that of the configuration.")
  private @Nullable Path logFile;

  @Option(
      names = {"-v", "--verbose"},
      description = "Write log lines to standard output, too.")
  private boolean verbose;

  @Option(
      names = {"-4", "--only-ip-v4"},
      description = "Hear IPv4 alone.")
  private boolean onlyIpv4;

  @Option(
      names = "--leases",
      paramLabel = "DIR",
      description = "Where to remember which doors are open, so that the next daemon closes them if"
          + " this one is killed. If not given, a directory of the configuration's name in"
          + " /run/knock4j.")
  private @Nullable Path leases;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (background && !Background.isHere()) {
      List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
      return Background.start(arguments, spec.commandLine().getErr());
    }
    setUpLogging();
    Requests requests = new Requests();
    // Before anything else: unheard, each of these ends a JVM.
    Signals.on("HUP", requests::reload);
    Signals.on("TERM", requests::end);
    Signals.on("INT", requests::end);
    KnockdConfig config = KnockdConfig.read(configuration);
    SystemCalls.openSyslog();
    PrintWriter out = verbose && !background ? spec.commandLine().getOut() : null;
    // Closed last: who sees the file gone may start the next daemon.
    try (PidFile ours = background ? pidFile(config) : null;
        KnockdDaemon daemon = KnockdDaemon.start(
            settings(), config, out, spec.commandLine().getErr(), SystemCalls::syslog)) {
      if (ours != null) {
        ours.write();
        Background.begun();
      }
      while (requests.awaitReload()) {
        daemon.reload();
      }
    }
    return 0;
  }

  private PidFile pidFile(KnockdConfig config) {
    return new PidFile(pidFile == null ? config.options().pidFile() : pidFile);
  }

  private KnockdDaemon.Settings settings() {
    return new KnockdDaemon.Settings(
        configuration,
        interfaces,
        onlyIpv4,
        lookup,
        logFile,
        leases == null ? LeasePath.of(configuration) : leases);
  }

  /** As knockd's, the output of commands comes out here; the log itself has a way of its own. */
  private void setUpLogging() {
    setUnlessSet("KNOCK_LOG", debug ? "DEBUG" : "WARN");
    setUnlessSet("KNOCK_OUTPUT", debug ? "DEBUG" : "INFO");
  }

  private static void setUnlessSet(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
