// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.packet.PacketView;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one writes in an afternoon: a map from address to progress, and one door. The baseline; it
 * knows no bound but the window, no flags and no strays from other protocols. Whoever is too slow is
 * swept out of a plain map ten times a window; of a map in order of age he is found at the front.
 */
final class NaiveMatcher {

  private static final int SWEEPS_PER_WINDOW = 10;

  private static final class Progress {
    int stage;
    long startNs;
  }

  private final List<Knock> knocks;
  private final long windowNs;
  private final boolean inOrder;
  private final Map<InetAddress, Progress> visitors;
  private long sweptNs;
  long opened;

  NaiveMatcher(Door door, boolean inOrder) {
    knocks = door.knocks();
    windowNs = door.window().toNanos();
    this.inOrder = inOrder;
    visitors = inOrder ? new LinkedHashMap<>() : new HashMap<>();
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
    if (inOrder) {
      Iterator<Progress> oldest = visitors.values().iterator();
      while (oldest.hasNext() && isSlow(oldest.next(), nowNs)) {
        oldest.remove();
      }
    } else if (nowNs - sweptNs >= windowNs / SWEEPS_PER_WINDOW) {
      sweptNs = nowNs;
      visitors.values().removeIf(progress -> isSlow(progress, nowNs));
    }
  }

  private boolean isSlow(Progress progress, long nowNs) {
    return nowNs - progress.startNs >= windowNs;
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
