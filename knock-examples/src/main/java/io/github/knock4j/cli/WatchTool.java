// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.IpAddress;
import io.github.knock4j.knockd.KnockdConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows who knocks, how far they come, and why it does not open. */
@Command(
    name = "watch",
    description = "Shows who knocks, how far they come, and to whom doors are open. Opens nothing"
        + " itself, and so may watch beside the daemon.",
    footer = {
      "",
      "In a terminal, q ends it. Elsewhere, it writes a line for each thing that happens.",
      "Exit status: 0 ended by q or --for; 1 failed; 2 not understood.",
      "Why does somebody not get in? watch -c /etc/knockd.conf --visitor 203.0.113.7"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = Version.class)
final class WatchTool implements Callable<Integer> {

  private static final long FRAME_MS = 250;
  private static final int ONCE_SECONDS = 10;
  private static final int ONCE_WIDTH = 200;
  private static final int MOST_VISITORS = 512;
  private static final int LONGEST_SECONDS = 365 * 24 * 60 * 60;

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
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration of the daemon, /etc/knockd.conf if not given.")
  private Path configuration = Path.of("/etc/knockd.conf");

  @Option(
      names = {"-4", "--only-ip-v4"},
      description = "Hear IPv4 alone.")
  private boolean onlyIpv4;

  @Option(
      names = "--demo",
      description = "Watch visitors and doors that are made up: needs no root, no libpcap and no"
          + " configuration.")
  private boolean demo;

  @Option(
      names = "--visitor",
      paramLabel = "ADDRESS",
      description = "Also tell of each door why it does not open to this visitor.")
  private @Nullable String visitor;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Show so many visitors at most: 1 to 512, 20 if not given; in a terminal, as"
          + " many as there is room for.")
  private String top = "20";

  @Option(names = "--for", paramLabel = "SECONDS", description = "End after so many seconds.")
  private @Nullable String seconds;

  @Option(
      names = "--once",
      description = "Show nothing until the end, and then one picture: after ten seconds, if --for"
          + " is not given.")
  private boolean once;

  private final CountDownLatch quit = new CountDownLatch(1);

  @Override
  public Integer call() throws IOException, InterruptedException {
    int visitors = number("visitors", top, MOST_VISITORS);
    Duration limit = limit();
    IpAddress followed = visitor == null ? null : address(visitor);
    try (Watcher watcher = watcher(followed)) {
      if (once) {
        untilEnd(limit, () -> {});
        print(WatchPicture.of(watcher.scene(visitors), ONCE_WIDTH, Integer.MAX_VALUE));
      } else if (Screen.isHere()) {
        draw(watcher, limit);
      } else {
        tell(watcher, limit, visitors);
      }
    }
    return 0;
  }

  private Watcher watcher(@Nullable IpAddress followed) throws IOException {
    if (demo) {
      return new Watcher("made-up visitors", new DemoTraffic(), () -> DemoTraffic.DOORS, followed);
    }
    KnockdConfig config = KnockdConfig.read(configuration);
    Listening listening = Listening.on(interfaces, config, onlyIpv4);
    return new Watcher(
        listening.toString(),
        listening.source(),
        () -> KnockdConfig.read(configuration).doors(),
        followed);
  }

  private void draw(Watcher watcher, Duration limit) throws InterruptedException {
    // Not picocli's writer: the terminal must come back as it was also from a shutdown hook.
    try (Screen screen = Screen.open(System.out, quit::countDown)) {
      untilEnd(
          limit,
          () -> screen.show(
              WatchPicture.of(watcher.scene(screen.height()), screen.width(), screen.height())));
    }
  }

  private void tell(Watcher watcher, Duration limit, int visitors) throws InterruptedException {
    WatchLines lines = new WatchLines(visitors);
    print(WatchPicture.of(watcher.scene(0), ONCE_WIDTH, 1));
    untilEnd(limit, () -> {
      LocalTime now = LocalTime.now().truncatedTo(ChronoUnit.SECONDS);
      print(lines.next(watcher.scene(MOST_VISITORS)).stream()
          .map(line -> now + " " + line)
          .toList());
    });
  }

  /** Runs the task four times a second until it is time to end, and once more then. */
  private void untilEnd(Duration limit, Runnable frame) throws InterruptedException {
    long startedNs = System.nanoTime();
    boolean ends = false;
    while (!ends) {
      frame.run();
      long leftMs = limit.minusNanos(System.nanoTime() - startedNs).toMillis();
      ends = leftMs <= 0 || quit.await(Math.min(leftMs, FRAME_MS), TimeUnit.MILLISECONDS);
    }
    frame.run();
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  private Duration limit() {
    if (seconds != null) {
      return Duration.ofSeconds(number("seconds", seconds, LONGEST_SECONDS));
    }
    return Duration.ofSeconds(once ? ONCE_SECONDS : Integer.MAX_VALUE);
  }

  private int number(String what, String text, int most) {
    try {
      return Numbers.within(what, text, 1, most, "");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private IpAddress address(String text) {
    try {
      return IpAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
