// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import io.github.knock4j.IpAddress;
import io.github.knock4j.netlab.Flood;
import io.github.knock4j.netlab.Host;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A flood of SYN packets to the first knock's port, each from another address: RFC 9293 and RFC 791.
 * Their checksums are wrong, which those who capture do not look at; the server's own network drops
 * them instead of answering each.
 */
final class FirstKnocks {

  private static final int SOURCE_AT = 26;

  /** The first address; those of the visitors are not among the next ten million. */
  private static final int SPOOFED = 0x0b000000;

  private FirstKnocks() {}

  static Flood between(Host client, Host server, String device) {
    ByteBuffer frame = ByteBuffer.allocate(14 + 20 + 20);
    frame.put(hardwareAddress(server, device)).put(hardwareAddress(client, device));
    frame.putShort((short) 0x0800);
    frame.putInt(0x45000000 | 20 + 20).putInt(0).put((byte) 64).put((byte) 6).putShort((short) 0);
    frame.putInt(SPOOFED).putInt(number(IpAddress.parse(Bench.SERVER)));
    frame.putShort((short) 40_000).putShort((short) Doors.SSH.knocks().get(0).port());
    frame.putInt(1).putInt(0).put((byte) 0x50).put((byte) 0x02).putShort((short) 1024);
    return Flood.of(frame.array()).numberedAt(SOURCE_AT);
  }

  private static byte[] hardwareAddress(Host host, String device) {
    String address = host.run("cat", "/sys/class/net/" + device + "/address").strip();
    return HexFormat.ofDelimiter(":").parseHex(address);
  }

  private static int number(IpAddress address) {
    return ByteBuffer.wrap(address.toInetAddress().getAddress()).getInt();
  }
}
