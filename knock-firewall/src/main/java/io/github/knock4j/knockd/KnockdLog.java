// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.IpAddress;
import io.github.knock4j.engine.AttemptView;
import io.github.knock4j.engine.KnockListener;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what happens in the words of knockd, for those who watch its log:
 *
 * <pre>
 * 203.0.113.7: ssh: Stage 1
 * 203.0.113.7: ssh: Stage 2
 * 203.0.113.7: ssh: OPEN SESAME
 * ssh: running command: iptables -A INPUT -s 203.0.113.7 -j ACCEPT
 * ssh: command returned non-zero status code (1)
 * 203.0.113.7: ssh: command timeout
 * 203.0.113.7: ssh: sequence timeout (stage 1)
 * </pre>
 *
 * <p>Lines are written by a thread of its own, in the order of what happened; whoever causes one never
 * waits. At most 8,192 lines wait, and no line about an attempt is taken while 4,096 do; how many were
 * dropped is said as soon as there is room. Thread-safe.
 */
public final class KnockdLog implements KnockListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KnockdLog.class);

  private static final int MOST_WAITING = 8_192;
  private static final int MOST_WAITING_ATTEMPTS = 4_096;
  private static final long LAST_WORDS_MS = 2_000;

  /** Someone's line if there is a visitor. */
  private record Line(@Nullable IpAddress visitor, String text) {}

  private static final Line END = new Line(null, "");

  private final Consumer<String> lines;
  private final @Nullable HostNames names;
  private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer = new Thread(this::write, "knock4j-log");
  private volatile boolean closed;

  private KnockdLog(Consumer<String> lines, @Nullable HostNames names) {
    this.lines = Objects.requireNonNull(lines, "lines");
    this.names = names;
    writer.setDaemon(true);
  }

  /**
   * A log that shows visitors by their addresses.
   *
   * @param lines takes each line, on one thread, without a line break; may block
   * @return the log, which has begun
   */
  public static KnockdLog to(Consumer<String> lines) {
    return to(lines, null);
  }

  /**
   * A log that also shows their host names: {@code 203.0.113.7 (host.example): ssh: Stage 1}. Names
   * are looked up on a thread of their own; a line waits for one for at most two seconds, and not at
   * all while many lines wait.
   *
   * @param lines takes each line, on one thread, without a line break; may block
   * @return the log, which has begun
   */
  public static KnockdLog withNames(Consumer<String> lines) {
    return to(lines, new HostNames());
  }

  static KnockdLog to(Consumer<String> lines, @Nullable HostNames names) {
    KnockdLog log = new KnockdLog(lines, names);
    log.writer.start();
    return log;
  }

  /**
   * Writes a line of the caller's own, after all that has happened so far.
   *
   * @param line the line, without a line break
   */
  public void say(String line) {
    tell(null, line);
  }

  @Override
  public void onAdvanced(AttemptView attempt) {
    if (hasRoomForAttempts()) {
      tell(attempt.visitor(), attempt.door().name() + ": Stage " + attempt.stage());
    }
  }

  @Override
  public void onTimedOut(AttemptView attempt) {
    if (hasRoomForAttempts()) {
      tell(
          attempt.visitor(),
          attempt.door().name() + ": sequence timeout (stage " + attempt.stage() + ")");
    }
  }

  /** The last stage goes without an event of its own. */
  @Override
  public void onOpened(Grant grant) {
    String door = grant.door().name();
    tell(grant.visitor(), door + ": Stage " + grant.door().knocks().size());
    tell(grant.visitor(), door + ": OPEN SESAME");
  }

  void running(Grant grant, String command) {
    String text = command.replace("%IP%", grant.visitor().toString());
    tell(null, grant.door().name() + ": running command: " + text);
  }

  void failed(Grant grant, int status) {
    tell(null, grant.door().name() + ": command returned non-zero status code (" + status + ")");
  }

  void commandTimeout(Grant grant) {
    tell(grant.visitor(), grant.door().name() + ": command timeout");
  }

  void gaveUp(Grant grant, int failures) {
    tell(
        grant.visitor(),
        grant.door().name() + ": error, stop command failed " + failures + " times, given up");
  }

  void usedUp(Door door) {
    tell(null, door.name() + ": no one-time sequence is left, door disabled");
  }

  private boolean hasRoomForAttempts() {
    if (waiting.size() < MOST_WAITING_ATTEMPTS) {
      return true;
    }
    dropped.incrementAndGet();
    return false;
  }

  private void tell(@Nullable IpAddress visitor, String text) {
    if (closed || !waiting.offer(new Line(visitor, text))) {
      dropped.incrementAndGet();
    }
  }

  /** Writes what waits, for two seconds at most, and takes nothing more. */
  @Override
  public void close() {
    closed = true;
    try {
      boolean ends = waiting.offer(END, LAST_WORDS_MS, TimeUnit.MILLISECONDS);
      if (ends && Thread.currentThread() != writer) {
        writer.join(LAST_WORDS_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (names != null) {
      names.close();
    }
  }

  private void write() {
    try {
      for (Line line = waiting.take(); line != END; line = waiting.take()) {
        long gap = dropped.getAndSet(0);
        if (gap > 0) {
          write(gap + " log lines were dropped");
        }
        write(shown(line.visitor()) + line.text());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody has reason to
    }
  }

  private void write(String line) {
    try {
      lines.accept(line);
    } catch (Throwable thrown) { // also an Error: what follows shall be written all the same
      LOG.warn("log line was not taken", thrown);
    }
  }

  private String shown(@Nullable IpAddress visitor) {
    if (visitor == null) {
      return "";
    }
    String name = names == null ? null : names.of(visitor, waiting.size());
    return name == null ? visitor + ": " : visitor + " (" + name + "): ";
  }
}
