// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.util.HexFormat;
import java.util.List;
import org.pcap4j.core.PcapHandle;

/**
 * Sends frames. Arguments: the interface, then each frame in hexadecimal, or {@code pause} for 300
 * ms in between.
 */
final class Sending {

  private Sending() {}

  public static void main(String[] args) throws Exception {
    try (PcapHandle handle = new PcapHandle.Builder(args[0]).snaplen(256).build()) {
      for (String frame : List.of(args).subList(1, args.length)) {
        if (frame.equals("pause")) {
          Thread.sleep(300);
        } else {
          handle.sendPacket(HexFormat.of().parseHex(frame));
        }
      }
    }
  }
}
