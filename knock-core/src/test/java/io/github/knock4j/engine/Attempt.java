// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Protocol;
import java.util.ArrayList;
import java.util.List;

/** What a {@link BoundedTwin} remembers of one visitor at one door. */
final class Attempt extends BoundedTable.Pair {

  private record Heard(Packet packet, long nowNs) {}

  private final List<Heard> heard = new ArrayList<>();
  private Packet last;

  Attempt(IpAddress visitor, Door door, long nowNs) {
    super(visitor, door, nowNs);
  }

  boolean isRetransmission(Packet packet) {
    return packet.protocol() == Protocol.TCP
        && last.protocol() == Protocol.TCP
        && last.sourcePort() == packet.sourcePort()
        && last.destinationPort() == packet.destinationPort()
        && last.tcpSequence() == packet.tcpSequence();
  }

  void hear(Packet packet, long nowNs) {
    heard.add(new Heard(packet, nowNs));
    last = packet;
  }

  void spend() {
    heard.clear();
  }

  /** The longest beginning of the sequence that was heard last, in time, up to a length. */
  int longest(int most, long nowNs) {
    int length = most;
    while (length > 0 && !endsWith(length, nowNs)) {
      length--;
    }
    return length;
  }

  /** When the shortest such beginning began. */
  long youngestNs(long nowNs) {
    int length = 1;
    while (!endsWith(length, nowNs)) {
      length++;
    }
    return heard.get(heard.size() - length).nowNs;
  }

  boolean mayBeSentAgain() {
    return last.protocol() == Protocol.TCP && last.is(door.knocks().get(0));
  }

  private boolean endsWith(int length, long nowNs) {
    int first = heard.size() - length;
    if (first < 0 || nowNs - heard.get(first).nowNs >= door.window().toNanos()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (!heard.get(first + i).packet.is(door.knocks().get(i))) {
        return false;
      }
    }
    return true;
  }
}
