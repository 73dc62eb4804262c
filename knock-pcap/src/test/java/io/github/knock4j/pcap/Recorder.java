// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps everything that a source tells. */
final class Recorder implements PacketHandler {

  final List<String> heard = new CopyOnWriteArrayList<>();
  final List<Long> stamps = new CopyOnWriteArrayList<>();
  final List<Long> idle = new CopyOnWriteArrayList<>();
  final List<String> failures = new CopyOnWriteArrayList<>();

  @Override
  public void onPacket(PacketView packet, long nowNs) {
    heard.add(Listening.text(packet));
    stamps.add(nowNs);
  }

  @Override
  public void onIdle(long nowNs) {
    idle.add(nowNs);
  }

  @Override
  public void onFailure(Exception cause) {
    failures.add(cause.getMessage());
  }
}
