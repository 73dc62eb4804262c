// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Protocol;
import java.util.Optional;

/** All that a view answers about a packet, as a value to compare. */
record Reading(
    Protocol protocol,
    IpAddress source,
    int sourcePort,
    IpAddress destination,
    int destinationPort,
    int tcpFlags,
    int tcpSequence) {

  static Reading tcp(
      String source, int sourcePort, String destination, int destinationPort, int flags, int seq) {
    return new Reading(
        Protocol.TCP,
        IpAddress.parse(source),
        sourcePort,
        IpAddress.parse(destination),
        destinationPort,
        flags,
        seq);
  }

  static Reading udp(String source, int sourcePort, String destination, int destinationPort) {
    return new Reading(
        Protocol.UDP,
        IpAddress.parse(source),
        sourcePort,
        IpAddress.parse(destination),
        destinationPort,
        0,
        0);
  }

  static Reading of(PacketView view) {
    return new Reading(
        view.protocol(),
        view.source(),
        view.sourcePort(),
        view.destination(),
        view.destinationPort(),
        view.tcpFlags(),
        view.tcpSequence());
  }

  /** What a live source reads: the frame may have been cut. */
  static Optional<Reading> of(LinkType link, byte[] frame) {
    FrameView view = new FrameView(link);
    return view.wrap(frame, frame.length) ? Optional.of(of(view)) : Optional.empty();
  }

  /** What a reader of files reads, for a frame of which all was captured. */
  static Optional<Reading> whole(LinkType link, byte[] frame) {
    FrameView view = new FrameView(link);
    return view.wrap(frame, 0, frame.length, frame.length)
        ? Optional.of(of(view))
        : Optional.empty();
  }
}
