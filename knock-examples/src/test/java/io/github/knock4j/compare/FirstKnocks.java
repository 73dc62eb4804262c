// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import io.github.knock4j.IpAddress;
import io.github.knock4j.netlab.Flood;
import io.github.knock4j.netlab.Host;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Floods of SYN packets: RFC 9293 and RFC 791. Their TCP checksums are wrong, which those who capture
 * do not look at, and which no service answers.
 */
final class FirstKnocks {

  private static final int IP_AT = 14;
  private static final int IP_CHECKSUM_AT = IP_AT + 10;
  private static final int SOURCE_AT = IP_AT + 12;

  /** The first address; those of the visitors are not among the next ten million. */
  private static final int SPOOFED = 0x0b000000;

  private FirstKnocks() {}

  /**
   * First knocks, each from another address. The IP checksum is wrong as well, so that the server's
   * own network drops them instead of answering each.
   */
  static Flood between(Host client, Host server, String device, int first) {
    int port = Doors.SSH.knocks().get(0).port();
    return Flood.of(syn(client, server, device, SPOOFED + first, port)).numberedAt(SOURCE_AT);
  }

  /** Packets of one stranger to the service, which get as far as the firewall. */
  static Flood stranger(Host client, Host server, String device) {
    byte[] frame = syn(client, server, device, number(Visitors.address(0)), Doors.SERVICE);
    ByteBuffer.wrap(frame).putShort(IP_CHECKSUM_AT, checksum(frame));
    return Flood.of(frame);
  }

  private static byte[] syn(Host client, Host server, String device, int source, int port) {
    ByteBuffer frame = ByteBuffer.allocate(IP_AT + 20 + 20);
    frame.put(hardwareAddress(server, device)).put(hardwareAddress(client, device));
    frame.putShort((short) 0x0800);
    frame.putInt(0x45000000 | 20 + 20).putInt(0).put((byte) 64).put((byte) 6).putShort((short) 0);
    frame.putInt(source).putInt(number(Bench.SERVER));
    frame.putShort((short) 40_000).putShort((short) port);
    frame.putInt(1).putInt(0).put((byte) 0x50).put((byte) 0x02).putShort((short) 1024);
    return frame.array();
  }

  /** Of an IPv4 header without options whose checksum is still 0: RFC 1071. */
  static short checksum(byte[] frame) {
    ByteBuffer header = ByteBuffer.wrap(frame);
    int sum = 0;
    for (int at = IP_AT; at < IP_AT + 20; at += 2) {
      sum += Short.toUnsignedInt(header.getShort(at));
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }

  private static byte[] hardwareAddress(Host host, String device) {
    String address = host.run("cat", "/sys/class/net/" + device + "/address").strip();
    return HexFormat.ofDelimiter(":").parseHex(address);
  }

  private static int number(String address) {
    return ByteBuffer.wrap(IpAddress.parse(address).toInetAddress().getAddress())
        .getInt();
  }
}
