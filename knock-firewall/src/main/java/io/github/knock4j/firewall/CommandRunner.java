// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands without a shell, one at a time per calling thread, and leaves nothing behind.
 *
 * <p>Each command is the leader of its own session, by setsid(1): it can be killed with all that it
 * started, and Ctrl-C in the terminal of this JVM does not reach a command that is closing a door.
 * setsid would fork only if it were the leader of a process group, which a child of a JVM never is;
 * so process id and exit status are the command's. It costs an exec, about 0.7 ms.
 *
 * <p>A child that outlives the command is left alone, whatever it holds; its output is no longer
 * read, and to write more of it brings SIGPIPE. One that floods the pipe so that its reading does
 * not end within a second is killed. Thread-safe; stands in tests as a mock.
 */
class CommandRunner {

  private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

  private static final File NOTHING = new File("/dev/null");

  /** As a daemon does, so that no mount stays busy and relative paths mean the same everywhere. */
  private static final File ROOT = new File("/");

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** What does nothing, and is there wherever commands are: true(1). */
  private static final Invocation REHEARSAL =
      new Invocation(List.of("true"), Map.of(), Duration.ofSeconds(5));

  private static final AtomicBoolean REHEARSED = new AtomicBoolean();

  private final List<String> prefix;

  CommandRunner() {
    this(Programs.exists("setsid"));
  }

  CommandRunner(boolean setsid) {
    prefix = setsid ? List.of("setsid", "--") : List.of();
  }

  /**
   * Runs a command and waits for its end. Its stdin is the invocation's input.
   *
   * @param lines takes what it prints on stdout and stderr, line by line, on another thread but not
   *     after the return; see {@link OutputLines} for the bounds
   * @throws CommandFailedException if it cannot be started, ends with another status than 0, or
   *     does not end in time, and is killed
   * @throws InterruptedException if this thread is interrupted; the command is then killed
   */
  void run(Invocation command, Consumer<String> lines) throws IOException, InterruptedException {
    run(command, new OutputLines(lines), new OutputLines(lines));
  }

  /**
   * Runs a command and answers what it prints on stdout. What it prints on stderr is in the
   * exception if it fails, and else logged at DEBUG.
   *
   * @return all of it, read as UTF-8
   * @throws IOException as in {@link #run}, or if there is more than {@link OutputText} keeps
   * @throws InterruptedException as in {@link #run}
   */
  String read(Invocation command) throws IOException, InterruptedException {
    OutputText text = new OutputText();
    run(command, text, new OutputLines(line -> LOG.debug("command warns line={}", line)));
    if (!text.isComplete()) {
      throw new IOException("command must print at most " + OutputText.LONGEST + " bytes: '"
          + command.argv().get(0) + "' printed more");
    }
    return text.toString();
  }

  /**
   * Runs true(1), once in the life of this JVM: the first command takes 20 ms longer than others,
   * which no visitor is to wait for.
   *
   * @throws InterruptedException as in {@link #run}
   */
  void rehearse() throws InterruptedException {
    if (REHEARSED.compareAndSet(false, true)) {
      try {
        run(REHEARSAL, line -> {});
      } catch (IOException e) {
        LOG.debug("first command will take longer", e);
      }
    }
  }

  /**
   * Kills commands that an earlier process, which is gone, has left running with these variables.
   *
   * @param environment variables that they were all started with
   */
  void killOrphans(Map<String, String> environment) {
    Orphans.kill(environment);
  }

  private void run(Invocation command, OutputSink out, OutputSink err)
      throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Process process = start(command);
    if (!command.input().isEmpty()) {
      CommandInput.feed(process, command.input());
    }
    CommandOutput output = CommandOutput.of(process, out, err);
    try {
      if (!process.waitFor(command.timeLimit().toNanos(), TimeUnit.NANOSECONDS)) {
        kill(process);
        output.await(PATIENCE);
        throw CommandFailedException.timeLimit(command, output.errorTail());
      }
      if (!output.await(PATIENCE)) {
        kill(process);
        output.await(PATIENCE);
      }
    } catch (InterruptedException e) {
      if (process.isAlive()) {
        kill(process);
      }
      throw e;
    }
    if (process.exitValue() != 0) {
      throw CommandFailedException.exitStatus(command, process.exitValue(), output.errorTail());
    }
  }

  private Process start(Invocation command) throws CommandFailedException {
    // setsid would report a missing program as exit status 127, which may also be the program's.
    if (!Programs.exists(command.argv().get(0))) {
      throw CommandFailedException.notFound(command);
    }
    List<String> argv = new ArrayList<>(prefix);
    argv.addAll(command.argv());
    ProcessBuilder builder = new ProcessBuilder(argv).directory(ROOT);
    if (command.input().isEmpty()) {
      builder.redirectInput(ProcessBuilder.Redirect.from(NOTHING));
    }
    builder.environment().putAll(command.environment());
    builder.environment().put(Orphans.KEEPER, Orphans.mark());
    try {
      return builder.start();
    } catch (IOException e) {
      throw CommandFailedException.notStarted(command, e);
    }
  }

  private static void kill(Process process) {
    if (!ProcessSession.kill(process.toHandle())) {
      LOG.warn("command survives its kill pid={}", process.pid());
    }
  }
}
