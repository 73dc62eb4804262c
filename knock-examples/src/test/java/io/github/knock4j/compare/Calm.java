// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a machine has nothing else to do while something is measured: its tasks that want a
 * processor are few, proc(5) {@code loadavg}, and its host leaves it its processors, {@code stat}.
 */
final class Calm implements AutoCloseable {

  private static final long SAMPLE_EVERY_NS = 20_000_000;

  /** In ours and what is measured, some two tasks run at a time. */
  private static final double MOST_TASKS_PER_PROCESSOR = 1.5;

  private static final double MOST_STOLEN = 0.02;

  private final String before = stat();
  private final Thread sampler = new Thread(this::sample, "calm");
  private volatile boolean closed;
  private long samples;
  private long tasks;

  Calm() throws IOException {
    sampler.setDaemon(true);
    sampler.start();
  }

  /** To be asked after {@link #close}. */
  boolean was() throws IOException {
    double stolen = Proc.stolen(before, stat());
    double perProcessor =
        (double) tasks / Math.max(1, samples) / Runtime.getRuntime().availableProcessors();
    System.out.printf("tasks for each processor %.2f, stolen %.3f%n", perProcessor, stolen);
    return perProcessor <= MOST_TASKS_PER_PROCESSOR && stolen <= MOST_STOLEN;
  }

  @Override
  public void close() {
    closed = true;
    try {
      sampler.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sample() {
    while (!closed) {
      try {
        tasks += Proc.running(Files.readString(Path.of("/proc/loadavg"))) - 1; // but for this one
        samples++;
      } catch (IOException e) {
        return; // it then counts as calm
      }
      LockSupport.parkNanos(SAMPLE_EVERY_NS);
    }
  }

  private static String stat() throws IOException {
    return Files.readString(Path.of("/proc/stat"));
  }
}
