// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.spi;

import io.github.knock4j.Door;
import java.io.IOException;
import java.util.Collection;

/**
 * Where packets come from: an interface, a capture file, bound sockets, or one's own.
 *
 * <p>The owner calls {@link #start} once, {@link #watch} whenever the doors change, and {@link
 * #close} once or more, from any thread.
 */
public interface PacketSource extends AutoCloseable {

  /**
   * Begins to deliver packets, on threads of the source's own; returns as soon as packets that
   * arrive from now on will be delivered.
   *
   * @param doors what to listen for; a source may deliver more than these doors can hear
   * @param handler takes the packets
   * @throws IOException if capturing cannot begin; says what is missing and what would mend it
   * @throws IllegalStateException if the source was started before
   */
  void start(Collection<Door> doors, PacketHandler handler) throws IOException;

  /**
   * Takes new doors in place of the old ones, without a gap for doors that are in both. Does nothing
   * unless overridden: right for a source that delivers everything.
   *
   * @param doors what to listen for from now on
   * @throws IOException if the new doors cannot be listened for; the old ones then still are
   */
  default void watch(Collection<Door> doors) throws IOException {}

  /**
   * The time on the clock that stamps this source's packets. Any thread asks for it, also after the
   * source was closed: leases end by it. Does not throw.
   *
   * @return nanoseconds; {@link System#nanoTime()} unless overridden
   */
  default long nowNs() {
    return System.nanoTime();
  }

  /** Stops delivering and returns when no call of the handler is under way. Does not throw. */
  @Override
  void close();
}
