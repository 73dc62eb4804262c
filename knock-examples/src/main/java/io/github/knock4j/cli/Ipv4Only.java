// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.util.Collection;

/** A source without its IPv6 packets. */
record Ipv4Only(PacketSource source) implements PacketSource {

  @Override
  public void start(Collection<Door> doors, PacketHandler handler) throws IOException {
    source.start(doors, new PassedOn(handler) {
      @Override
      public void onPacket(PacketView packet, long nowNs) {
        if (IpAddress.isIpv4(packet.sourceHigh(), packet.sourceLow())) {
          super.onPacket(packet, nowNs);
        }
      }
    });
  }

  @Override
  public void watch(Collection<Door> doors) throws IOException {
    source.watch(doors);
  }

  @Override
  public long nowNs() {
    return source.nowNs();
  }

  @Override
  public void close() {
    source.close();
  }
}
