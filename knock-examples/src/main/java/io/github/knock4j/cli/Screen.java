// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal that this process was started in, as a page to draw on: ECMA-48 sequences, stty(1), and
 * nothing else. What was there before comes back when this is closed, also by a signal. Thread-safe.
 */
final class Screen implements AutoCloseable {

  private static final String ENTER =
      "\u001b[?1049h\u001b[?25l\u001b[?7l"; // page, cursor, wrapping
  private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_PAGE = "\u001b[J";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");
  private static final int END_OF_INPUT = 4;

  private final PrintStream out;
  private final String settings;
  private final Thread hook = new Thread(this::leave, "screen-end");
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile boolean sized;
  private volatile int width = 80;
  private volatile int height = 24;

  private Screen(PrintStream out) {
    this.out = out;
    settings = stty("-g");
    Runtime.getRuntime().addShutdownHook(hook);
    Signals.on("WINCH", () -> sized = false);
    stty("-icanon", "-echo", "min", "1");
    out.print(ENTER);
    out.flush();
  }

  /** Whether one reads and sees what this process writes and reads. */
  static boolean isHere() {
    return !"dumb".equals(System.getenv("TERM"))
        && SystemCalls.isTerminal(0)
        && SystemCalls.isTerminal(1);
  }

  /**
   * Takes the terminal until it is closed.
   *
   * @param quit is run when somebody wants to end, by q or at the end of the input
   */
  static Screen open(PrintStream out, Runnable quit) {
    Screen screen = new Screen(out);
    Thread keys = new Thread(() -> readKeys(quit), "screen-keys");
    keys.setDaemon(true);
    keys.start();
    return screen;
  }

  private static void readKeys(Runnable quit) {
    try {
      for (int key = System.in.read(); key >= 0; key = System.in.read()) {
        if (key == 'q' || key == 'Q' || key == END_OF_INPUT) {
          break;
        }
      }
    } catch (IOException e) {
      // The terminal is gone, so this ends as well.
    }
    quit.run();
  }

  int width() {
    findSize();
    return width;
  }

  int height() {
    findSize();
    return height;
  }

  /** Once, and again after the window has changed. */
  private void findSize() {
    if (!sized) {
      sized = true;
      Matcher size = SIZE.matcher(stty("size"));
      if (size.matches() && !size.group(1).equals("0")) {
        height = Integer.parseInt(size.group(1));
        width = Integer.parseInt(size.group(2));
      }
    }
  }

  /** Shows these lines and nothing else, in one piece: nothing flickers. */
  synchronized void show(List<String> lines) {
    if (left.get()) {
      return;
    }
    out.print(HOME + String.join(REST_OF_LINE + "\r\n", lines) + REST_OF_LINE + REST_OF_PAGE);
    out.flush();
  }

  private synchronized void leave() {
    if (left.compareAndSet(false, true)) {
      out.print(LEAVE);
      out.flush();
      if (!settings.isEmpty()) {
        stty(settings);
      }
    }
  }

  @Override
  public void close() {
    leave();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends already, and the hook finds nothing left to do.
    }
  }

  /** What the program said, without its line break; nothing if there is no such program. */
  private static String stty(String... arguments) {
    List<String> argv = new ArrayList<>(List.of("stty"));
    argv.addAll(List.of(arguments));
    try {
      Process stty = new ProcessBuilder(argv)
          .redirectInput(Redirect.INHERIT)
          .redirectError(Redirect.DISCARD)
          .start();
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return stty.waitFor() == 0 ? said.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
