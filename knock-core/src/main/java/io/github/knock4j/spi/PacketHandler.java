// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.spi;

import io.github.knock4j.packet.PacketView;

/**
 * Takes what a {@link PacketSource} captures. Any thread of the source may call it, also several at
 * once; it never blocks for long and never throws because of what a packet holds.
 */
@FunctionalInterface
public interface PacketHandler {

  /**
   * Takes one packet.
   *
   * @param packet a view that is good only during this call
   * @param nowNs when the packet arrived, on the source's clock
   */
  void onPacket(PacketView packet, long nowNs);

  /**
   * Learns that no packet came, and yet time has moved on. A source that stamps packets with
   * something else than {@link System#nanoTime()} calls this when it has reached its end; others
   * need not.
   *
   * @param nowNs the time on the source's clock
   */
  default void onIdle(long nowNs) {}

  /**
   * Learns that the source lost packets: they arrived, and nobody will ever see them.
   *
   * @param count how many since the last such call, more than zero
   */
  default void onLost(long count) {}

  /**
   * Learns that an interface dropped packets before the source could see them, because the network
   * card had no room for them, for instance.
   *
   * @param count how many since the last such call, more than zero
   */
  default void onDropped(long count) {}

  /**
   * Learns that the source delivers nothing, and not because it was closed. Sources that try again
   * by themselves call this once for each break, and {@link #onRecovery()} after it.
   *
   * @param cause what happened
   */
  default void onFailure(Exception cause) {}

  /**
   * Learns that a part of the source delivers nothing, an interface for instance, which may be
   * missing from the start. Does what {@link #onFailure(Exception)} does unless overridden.
   *
   * @param part its name
   * @param cause what happened
   */
  default void onFailure(String part, Exception cause) {
    onFailure(cause);
  }

  /** Learns that the source delivers again after a failure. */
  default void onRecovery() {}

  /**
   * Learns that a part of the source delivers again after a failure, or is no longer asked to. Does
   * what {@link #onRecovery()} does unless overridden.
   *
   * @param part its name, as it was told
   */
  default void onRecovery(String part) {
    onRecovery();
  }
}
