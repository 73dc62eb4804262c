// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process whose standard output and error are read line by line. Every wait has an end: what does
 * not come in time fails with all that was written so far.
 */
public final class Running implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final List<String> argv;
  private final Process process;
  private final Thread reader;
  private final StringBuffer output = new StringBuffer();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private Running(List<String> argv, Process process) {
    this.argv = argv;
    this.process = process;
    this.reader = new Thread(this::read, "netlab-output-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static Running start(List<String> argv) {
    try {
      return new Running(
          argv, new ProcessBuilder(argv).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The process id.
   *
   * @return of the program itself, not of something around it
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Writes a line to the program's standard input.
   *
   * @param line without line end
   * @throws UncheckedIOException if the program no longer reads
   */
  public void send(String line) {
    try {
      Writer writer = process.outputWriter(UTF_8);
      writer.write(line + "\n");
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits for a line that contains a text, and takes it and all lines before it.
   *
   * @param text what to look for
   * @param timeout how long to wait
   * @return the line
   * @throws AssertionError if no such line came in time
   */
  public String awaitLine(String text, Duration timeout) {
    long deadlineNs = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        String line = lines.poll(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (line == null) {
          throw failed("no line with '" + text + "' within " + timeout);
        }
        if (line.contains(text)) {
          return line;
        }
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * Waits for the program to end by itself.
   *
   * @param timeout how long to wait
   * @return exit status and output
   * @throws AssertionError if it still runs then
   */
  public Result awaitEnd(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw failed("did not end within " + timeout);
      }
      reader.join(GRACE.toMillis());
      return new Result(argv, process.exitValue(), output());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * What the program wrote so far, also what {@link #awaitLine} has taken.
   *
   * @return standard output and error
   */
  public String output() {
    return output.toString();
  }

  /** Ends the program and what it started: asks first, and kills what is still there after 5 s. */
  @Override
  public void close() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    family.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }

  private void read() {
    try (BufferedReader in = process.inputReader(UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        output.append(line).append('\n');
        lines.add(line);
      }
    } catch (IOException e) {
      output.append("(reading ended: ").append(e.getMessage()).append(")\n");
    }
  }

  private AssertionError failed(String what) {
    return new AssertionError(what + ": " + argv + ", wrote:\n" + output());
  }

  private AssertionError interrupted() {
    Thread.currentThread().interrupt();
    return failed("interrupted");
  }
}
