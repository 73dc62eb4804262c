// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.LinkType;
import java.util.List;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.packet.namednumber.DataLinkType;

/**
 * Prints what comes by {@code any} with the newer cooked header, which libpcap offers there, and may
 * choose by itself some day.
 */
final class ListeningCooked {

  private ListeningCooked() {}

  public static void main(String[] args) throws Exception {
    List<Door> doors =
        List.of(Door.named("door").knock(Knock.tcp(7001)).knock(Knock.udp(8002)).build());
    LinkType type = LinkType.LINUX_COOKED_2;
    try (PcapHandle handle = Libpcap.live("any", true, 100, 1 << 20)) {
      handle.setDlt(new DataLinkType(type.number(), "LINUX_SLL2"));
      NativeHandle natively = NativeHandle.of(handle);
      natively.ignoreOutgoing();
      natively.swap(CaptureFilter.of(doors, Libpcap.linkType(handle, "any")));
      FrameView frame = new FrameView(type);
      System.out.println("ready " + Libpcap.linkType(handle, "any"));
      CaptureLoop.live(handle).run(read -> {
        if (frame.wrap(read.bytes(), 0, read.length(), read.wireLength())) {
          System.out.println(Listening.text(frame));
        }
      });
    }
  }
}
