// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.packet.PacketView;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one writes in an afternoon: a map from address to progress, one door. The baseline; it forgets
 * nobody, knows no flags and no strays from other protocols.
 */
final class NaiveMatcher {

  private static final class Progress {
    int stage;
    long startNs;
  }

  private final List<Knock> knocks;
  private final long windowNs;
  private final Map<InetAddress, Progress> visitors = new HashMap<>();
  long opened;

  NaiveMatcher(Door door) {
    knocks = door.knocks();
    windowNs = door.window().toNanos();
  }



  void onPacket(PacketView packet, long nowNs) {
    InetAddress visitor = address(packet);
    Knock knock = new Knock(packet.protocol(), packet.destinationPort());
    Progress progress = visitors.get(visitor);
    if (progress != null && nowNs - progress.startNs < windowNs
        && knocks.get(progress.stage).equals(knock)) {
      progress.stage++;
      if (progress.stage == knocks.size()) {
        visitors.remove(visitor);
        opened++;
      }
    } else if (knocks.get(0).equals(knock)) {
      Progress begun = new Progress();
      begun.stage = 1;
      begun.startNs = nowNs;
      visitors.put(visitor, begun);
    } else if (progress != null) {
      visitors.remove(visitor);
    }
  }

  private static InetAddress address(PacketView packet) {
    boolean ipv4 = packet.sourceHigh() == 0;
    ByteBuffer bytes = ByteBuffer.allocate(ipv4 ? 4 : 16);
    if (ipv4) {
      bytes.putInt((int) packet.sourceLow());
    } else {
      bytes.putLong(packet.sourceHigh()).putLong(packet.sourceLow());
    }
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
