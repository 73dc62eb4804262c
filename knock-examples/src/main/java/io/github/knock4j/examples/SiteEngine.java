// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import io.github.knock4j.Door;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.engine.KnockEngine;
import io.github.knock4j.engine.KnockListener;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.LinkType;
import java.util.List;

// #region engine
/** Hears knocks in frames that one's own program receives. One thread owns it. */
final class SiteEngine {

  private final KnockEngine engine;
  private final FrameView frame = new FrameView(LinkType.ETHERNET); // one view, for all packets

  SiteEngine(List<Door> doors, KnockListener listener) {
    engine = KnockEngine.guarding(doors, EngineLimits.defaults().withAttempts(1 << 16), listener);
  }

  void onFrame(byte[] bytes, int length, long nowNs) {
    if (frame.wrap(bytes, length)) { // false: no TCP or UDP packet, or cut short
      engine.onPacket(frame, nowNs);
    }
  }

  int onIdle(long nowNs) {
    return engine.advance(nowNs, 4096); // tells the listener who was too slow
  }
}
// #endregion engine
