// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonLogTest {

  private static final Duration PATIENCE = ofSeconds(10);
  private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 31, 12, 5);

  @TempDir
  private Path folder;

  private final StringWriter errors = new StringWriter();
  private final List<String> syslog = new ArrayList<>();

  private DaemonLog log(@Nullable Writer out) {
    return new DaemonLog(
        out == null ? null : new PrintWriter(out),
        new PrintWriter(errors),
        syslog::add,
        () -> NOON);
  }

  @Test
  void writesLinesToAllThatWantThem() throws IOException {
    StringWriter out = new StringWriter();
    DaemonLog log = log(out);

    log.accept("before");
    log.open(folder.resolve("log"), true);
    log.accept("ssh: OPEN SESAME");
    log.close();

    assertThat(out.toString().lines()).containsExactly("before", "ssh: OPEN SESAME");
    assertThat(syslog).containsExactly("ssh: OPEN SESAME");
    assertThat(folder.resolve("log")).hasContent("[2026-01-31 12:05] ssh: OPEN SESAME\n");
    assertThat(errors.toString()).isEmpty();
  }

  @Test
  void appendsToTheFileThatTookThePlaceOfOneRotatedAway() throws IOException {
    DaemonLog log = log(null);
    log.open(folder.resolve("log"), false);
    log.accept("one");
    Files.move(folder.resolve("log"), folder.resolve("log.1"));

    log.accept("two");
    log.open(folder.resolve("log"), false);
    log.accept("three");

    assertThat(folder.resolve("log.1")).content().contains("one", "two");
    assertThat(folder.resolve("log")).content().contains("three").doesNotContain("two");
  }

  @Test
  void complainsOnceOfADiskThatIsFull() throws IOException {
    DaemonLog log = log(null);
    log.open(Path.of("/dev/full"), false);

    log.accept("one");
    log.accept("two");

    assertThat(errors.toString()).containsOnlyOnce("log file cannot be written");
  }

  @Test
  void triesAFileThatCouldNotBeOpenedAgainWithTheNextLine() throws IOException {
    DaemonLog log = log(null);
    Path file = Files.createDirectory(folder.resolve("log"));

    assertThatThrownBy(() -> log.open(file, false)).isInstanceOf(IOException.class);
    log.accept("one");
    Files.delete(file);
    log.accept("two");

    assertThat(errors.toString()).containsOnlyOnce("log file cannot be written");
    assertThat(file).hasContent("[2026-01-31 12:05] two\n");
  }

  /** As in {@code knockd -v | less}, when a page is full. */
  @Test
  void isOpenedAnewAndClosedWhileNobodyReadsItsStandardOutput() throws Exception {
    StuckWriter out = new StuckWriter();
    DaemonLog log = log(out);
    Thread writer = new Thread(() -> log.accept("one"));
    writer.start();
    out.entered.await();

    assertTimeoutPreemptively(PATIENCE, () -> {
      log.open(folder.resolve("log"), false);
      log.close();
    });

    out.released.countDown();
    writer.join();
  }

  private static final class StuckWriter extends Writer {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void write(char[] text, int offset, int length) {
      entered.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
