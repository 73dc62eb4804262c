// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.engine.KnockEngine;
import io.github.knock4j.pcap.PcapFileSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds out from a capture file to whom a door would have opened. */
public final class CaptureReview {

  private CaptureReview() {}

  /**
   * Replays a capture at a door.
   *
   * @param capture a pcap or pcapng file
   * @param door the door
   * @return every opening, in order
   * @throws IOException if the file cannot be read
   */
  public static List<Grant> openings(Path capture, Door door) throws IOException {
    List<Grant> openings = new ArrayList<>();
    KnockEngine engine =
        KnockEngine.guarding(List.of(door), EngineLimits.defaults(), openings::add);
    PcapFileSource.reading(capture).replay(engine::onPacket);
    return openings;
  }
}
