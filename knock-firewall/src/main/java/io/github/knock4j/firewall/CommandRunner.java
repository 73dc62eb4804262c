// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands without a shell, one at a time per calling thread, and leaves nothing behind.
 *
 * <p>Each command is the leader of its own session, see {@link Launcher}: it can be killed with all
 * that it started, and Ctrl-C in the terminal of this JVM does not reach a command that is closing a
 * door.
 *
 * <p>A child that outlives the command is left alone, whatever it holds; its output is no longer
 * read, and to write more of it brings SIGPIPE. Only where the JDK starts commands, and empties the
 * pipe at the exit, one that floods it so that this does not end within a second is killed.
 * Thread-safe; stands in tests as a mock.
 */
class CommandRunner {

  private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** What does nothing, and is there wherever commands are: true(1). */
  private static final Invocation REHEARSAL =
      new Invocation(List.of("true"), Map.of(), Duration.ofSeconds(5));

  private static final AtomicBoolean REHEARSED = new AtomicBoolean();

  private final Supplier<Launcher> launcher;

  CommandRunner() {
    this(Launcher::fastest);
  }

  CommandRunner(Launcher launcher) {
    this(() -> launcher);
  }

  private CommandRunner(Supplier<Launcher> launcher) {
    this.launcher = launcher;
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
   * which no visitor is to wait for. Also finds the fastest way to start those that follow.
   *
   * @throws InterruptedException as in {@link #run}
   */
  void rehearse() throws InterruptedException {
    if (REHEARSED.compareAndSet(false, true)) {
      if (works(Launcher.SPAWN)) {
        Launcher.use(Launcher.SPAWN);
      } else {
        works(Launcher.fastest());
      }
    }
  }

  private static boolean works(Launcher launcher) throws InterruptedException {
    try {
      new CommandRunner(launcher).run(REHEARSAL, line -> {});
      return true;
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.debug("commands cannot be started by way={}", launcher, e);
      return false;
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
    Map<String, String> variables = new HashMap<>(command.environment());
    variables.put(Orphans.KEEPER, Orphans.mark());
    try {
      return launcher.get().start(command.argv(), variables, !command.input().isEmpty());
    } catch (IOException e) {
      throw Programs.exists(command.argv().get(0))
          ? CommandFailedException.notStarted(command, e)
          : CommandFailedException.notFound(command);
    }
  }

  private static void kill(Process process) {
    boolean killed;
    try {
      killed = ProcessSession.kill(process.toHandle());
    } catch (UnsupportedOperationException e) {
      killed = false; // it has become another user's, and proc(5) hides those
    }
    if (!killed) {
      LOG.warn("command survives its kill pid={}", process.pid());
    }
  }
}
