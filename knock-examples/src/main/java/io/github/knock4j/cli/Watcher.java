// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.runtime.Doorkeeper;
import io.github.knock4j.runtime.Guard;
import io.github.knock4j.spi.DoorAction;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A keeper of one's own that opens nothing, and so may watch beside the one that does. It hears what
 * that one hears, and reads the configuration again every two seconds: a door of one-time sequences
 * goes on to the next one. Not thread-safe.
 */
final class Watcher implements AutoCloseable {

  /** Where the doors come from. */
  @FunctionalInterface
  interface Doors {
    List<Door> read() throws IOException;
  }

  private static final DoorAction NOTHING = grant -> {};
  private static final long READ_AGAIN_NS = 2_000_000_000L;

  private final String where;
  private final Doors doors;
  private final PacketSource source;
  private final @Nullable Follower follower;
  private final Sightings sightings = new Sightings();
  private final Doorkeeper keeper;
  private final long startedNs = System.nanoTime();
  private List<Door> watched;
  private long readNs = startedNs;
  private @Nullable String trouble;

  /**
   * Begins to watch.
   *
   * @param where what the source is to be called
   * @param followed whose attempts to explain, if anybody's
   * @throws IOException if the doors cannot be read, or the source not started
   */
  Watcher(String where, PacketSource source, Doors doors, @Nullable IpAddress followed)
      throws IOException {
    this.where = where;
    this.doors = doors;
    watched = doors.read();
    follower = followed == null ? null : new Follower(source, followed);
    this.source = follower == null ? source : follower;
    keeper = Doorkeeper.watching(this.source)
        .guards(guards(watched))
        .onAttempt(sightings)
        .start();
  }

  private static List<Guard> guards(List<Door> doors) {
    return doors.stream().map(door -> Guard.of(door, NOTHING)).toList();
  }

  /**
   * What there is to see now.
   *
   * @param visitors how many of them at most
   */
  WatchScene scene(int visitors) {
    long nowNs = System.nanoTime();
    if (nowNs - readNs >= READ_AGAIN_NS) {
      readNs = nowNs;
      readAgain();
    }
    return new WatchScene(
        where,
        watched.size(),
        Duration.ofNanos(nowNs - startedNs),
        source.nowNs(),
        keeper.status(),
        sightings.latest(visitors),
        follower == null ? List.of() : follower.told(),
        trouble);
  }

  private void readAgain() {
    try {
      List<Door> read = doors.read();
      if (!read.equals(watched)) {
        keeper.replaceGuards(guards(read));
        watched = read;
      }
      trouble = null;
    } catch (IOException | IllegalArgumentException e) {
      trouble = String.valueOf(e.getMessage()).lines().findFirst().orElse("cannot be read");
    }
  }

  @Override
  public void close() {
    keeper.close();
  }
}
