// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;

import io.github.knock4j.pcap.PcapFileSource;
import io.github.knock4j.pcap.PcapSource;
import io.github.knock4j.socket.SocketSource;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.nio.file.Path;

/** The sources of the site's page on sources, one method each. */
public final class SiteSources {

  private SiteSources() {}

  static PacketSource live() {
    // #region live
    PcapSource source = PcapSource.on("eth0", "wg*") // wg*: also those that come later
        .buffer(64 << 20);
    // #endregion live
    return source;
  }

  static PacketSource wherever() {
    // #region route
    PcapSource source = PcapSource.onDefaultRoute().mustBeUp();
    // #endregion route
    return source;
  }

  static PacketSource sockets() {
    // #region sockets
    SocketSource source = SocketSource.onAllAddresses()
        .alsoListeningOn(tcp(7500), udp(8500)); // decoys: a sweep strays there
    // #endregion sockets
    return source;
  }

  static long count(Path capture) throws IOException {
    // #region replay
    long frames = PcapFileSource.reading(capture).replay((packet, nowNs) -> {
      // each TCP and UDP packet, with the file's own stamps
    });
    // #endregion replay
    return frames;
  }
}
