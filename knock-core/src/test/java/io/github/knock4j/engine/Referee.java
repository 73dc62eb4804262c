// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.packet.PacketView;
import java.util.List;

/** The slow twin, for tests of the running whole: says what packets had to open. */
public final class Referee {

  private final SlowTwin twin;
  private final boolean isCredulous;
  private int heard;

  private Referee(List<Door> doors, boolean isCredulous) {
    this.twin = new SlowTwin(doors);
    this.isCredulous = isCredulous;
  }

  /**
   * Judges by all the rules.
   *
   * @param doors all that are guarded
   * @return one that has heard nothing yet
   */
  public static Referee of(List<Door> doors) {
    return new Referee(doors, false);
  }

  /**
   * Takes a packet that is sent again for one more knock, and else judges by all the rules.
   *
   * @param doors all that are guarded
   * @return one that has heard nothing yet
   */
  public static Referee credulous(List<Door> doors) {
    return new Referee(doors, true);
  }

  /**
   * Judges a packet.
   *
   * @param packet a view that is good only during this call
   * @param nowNs when it came
   * @return the doors that it opens, none twice
   */
  public List<Door> hear(PacketView packet, long nowNs) {
    return twin.hear(copy(packet), nowNs);
  }

  private Packet copy(PacketView packet) {
    return new Packet(
        packet.protocol(),
        IpAddress.ofBits(packet.sourceHigh(), packet.sourceLow()),
        packet.sourcePort(),
        IpAddress.ofBits(packet.destinationHigh(), packet.destinationLow()),
        packet.destinationPort(),
        packet.isLocal(),
        packet.tcpFlags(),
        isCredulous ? heard++ : packet.tcpSequence());
  }
}
