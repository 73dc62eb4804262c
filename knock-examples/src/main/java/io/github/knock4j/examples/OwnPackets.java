// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import io.github.knock4j.Door;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.engine.KnockEngine;
import io.github.knock4j.engine.KnockListener;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.LinkType;
import java.util.List;

/** The engine alone, on frames and time of one's own: no thread, no clock, no allocation. */
public final class OwnPackets {

  private static final int PLACES = 4096;

  private final KnockEngine engine;
  private final FrameView frame = new FrameView(LinkType.ETHERNET);

  /**
   * An engine for these doors.
   *
   * @param doors the doors
   * @param listener hears of openings
   */
  public OwnPackets(List<Door> doors, KnockListener listener) {
    engine = KnockEngine.guarding(doors, EngineLimits.defaults(), listener);
  }

  /**
   * Takes one frame.
   *
   * @param bytes holds an Ethernet frame from its first byte on
   * @param length how long the frame is
   * @param nowNs when it arrived
   */
  public void onFrame(byte[] bytes, int length, long nowNs) {
    if (frame.wrap(bytes, length)) {
      engine.onPacket(frame, nowNs);
    }
  }

  /**
   * Tells the listener of attempts that timed out.
   *
   * @param nowNs the time
   * @return how many
   */
  public int onIdle(long nowNs) {
    return engine.advance(nowNs, PLACES);
  }
}
