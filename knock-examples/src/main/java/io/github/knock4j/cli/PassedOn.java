// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;

/** Passes on everything that a source tells, for a handler that changes some of it. */
class PassedOn implements PacketHandler {

  private final PacketHandler handler;

  PassedOn(PacketHandler handler) {
    this.handler = handler;
  }

  @Override
  public void onPacket(PacketView packet, long nowNs) {
    handler.onPacket(packet, nowNs);
  }

  @Override
  public void onIdle(long nowNs) {
    handler.onIdle(nowNs);
  }

  @Override
  public void onLost(long count) {
    handler.onLost(count);
  }

  @Override
  public void onDropped(long count) {
    handler.onDropped(count);
  }

  @Override
  public void onFailure(Exception cause) {
    handler.onFailure(cause);
  }

  @Override
  public void onFailure(String part, Exception cause) {
    handler.onFailure(part, cause);
  }

  @Override
  public void onRecovery() {
    handler.onRecovery();
  }

  @Override
  public void onRecovery(String part) {
    handler.onRecovery(part);
  }
}
