// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.packet.PacketView;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one writes in an afternoon: a map from address to progress, in order of age so that whoever is
 * too slow is found at its front, and one door. The baseline; it knows no bound but the window, no
 * flags and no strays from other protocols.
 */
final class NaiveMatcher {

  private static final class Progress {
    int stage;
    long startNs;
  }

  private final List<Knock> knocks;
  private final long windowNs;
  private final Map<InetAddress, Progress> visitors = new LinkedHashMap<>();
  long opened;

  NaiveMatcher(Door door) {
    knocks = door.knocks();
    windowNs = door.window().toNanos();
  }

  void onPacket(PacketView packet, long nowNs) {
    forgetTheSlow(nowNs);
    InetAddress visitor = address(packet);
    Knock knock = new Knock(packet.protocol(), packet.destinationPort());
    Progress progress = visitors.get(visitor);
    if (progress != null && knocks.get(progress.stage).equals(knock)) {
      progress.stage++;
      if (progress.stage == knocks.size()) {
        visitors.remove(visitor);
        opened++;
      }
      return;
    }
    if (progress != null) {
      visitors.remove(visitor);
    }
    if (knocks.get(0).equals(knock)) {
      Progress begun = new Progress();
      begun.stage = 1;
      begun.startNs = nowNs;
      visitors.put(visitor, begun);
    }
  }

  private void forgetTheSlow(long nowNs) {
    Iterator<Progress> oldest = visitors.values().iterator();
    while (oldest.hasNext() && nowNs - oldest.next().startNs >= windowNs) {
      oldest.remove();
    }
  }

  int tracked() {
    return visitors.size();
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
