// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sources of a keeper as one: what is asked of them is done by all or by none. */
final class Sources implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  private final List<PacketSource> all;

  Sources(List<PacketSource> all) {
    this.all = all;
  }

  int count() {
    return all.size();
  }

  String names() {
    return all.stream().map(PacketSource::toString).collect(Collectors.joining(", "));
  }

  /** The time on the clock that all of them stamp with. */
  long nowNs() {
    return all.get(0).nowNs();
  }

  /**
   * Starts all; the caller closes them if that fails.
   *
   * @param handlers makes one for each source, from its number and its name
   */
  void start(List<Door> doors, BiFunction<Integer, String, PacketHandler> handlers)
      throws IOException {
    for (int i = 0; i < all.size(); i++) {
      PacketSource source = all.get(i);
      source.start(doors, handlers.apply(i, source.toString()));
    }
  }

  /** Has all listen for other doors; if one cannot, all listen for the old ones again. */
  void watch(List<Door> doors, List<Door> oldDoors) throws IOException {
    for (int i = 0; i < all.size(); i++) {
      try {
        all.get(i).watch(doors);
      } catch (Throwable failure) {
        watchAgain(all.subList(0, i), oldDoors, failure);
        throw failure;
      }
    }
  }

  private static void watchAgain(List<PacketSource> told, List<Door> oldDoors, Throwable failure) {
    for (PacketSource source : told) {
      try {
        source.watch(oldDoors);
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** Closes all, also those behind one that throws. */
  @Override
  public void close() {
    for (PacketSource source : all) {
      try {
        source.close();
      } catch (RuntimeException | Error e) {
        LOG.error("source failed to close", e);
      }
    }
  }
}
