// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.knockd;

import io.github.knock4j.IpAddress;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of visitors, and remembers the last 1,024 answers. A visitor may be lord over the
 * server that answers: it shall neither delay the log for long nor write into it what is no name.
 * One thread asks; the look-ups themselves run on another.
 */
final class HostNames implements AutoCloseable {

  private static final int MOST_REMEMBERED = 1_024;
  private static final int MOST_ASKED = 16;
  private static final long PATIENCE_MS = 2_000;

  /** With more lines behind the one that asks, it is served with what is remembered. */
  private static final int FEW_WAITING = 64;

  /** RFC 1123 section 2.1, and the underscore that people use. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");

  private final Function<IpAddress, @Nullable String> resolver;
  private final long patienceMs;
  private final ThreadPoolExecutor thread;

  private final Map<IpAddress, Future<@Nullable String>> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<IpAddress, Future<@Nullable String>> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  HostNames() {
    this(HostNames::resolve);
  }

  HostNames(Function<IpAddress, @Nullable String> resolver) {
    this(resolver, PATIENCE_MS);
  }

  HostNames(Function<IpAddress, @Nullable String> resolver, long patienceMs) {
    this.resolver = resolver;
    this.patienceMs = patienceMs;
    thread = new ThreadPoolExecutor(
        1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_ASKED), task -> {
          Thread made = new Thread(task, "knock4j-names");
          made.setDaemon(true);
          return made;
        });
  }

  /** The visitor's name, or null if there is none, it is none, or it would take too long. */
  @Nullable
  String of(IpAddress visitor, int waiting) {
    Future<@Nullable String> answer = remembered.get(visitor);
    boolean isNew = answer == null;
    try {
      if (answer == null) {
        if (waiting > FEW_WAITING) {
          return null;
        }
        answer = thread.submit(() -> resolver.apply(visitor));
        remembered.put(visitor, answer);
      }
      String name = answer.get(isNew ? patienceMs : 0, TimeUnit.MILLISECONDS);
      return name != null && NAME.matcher(name).matches() ? name : null;
    } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static @Nullable String resolve(IpAddress visitor) {
    InetAddress address = visitor.toInetAddress();
    String name = address.getHostName();
    return name.equals(address.getHostAddress()) ? null : name;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
