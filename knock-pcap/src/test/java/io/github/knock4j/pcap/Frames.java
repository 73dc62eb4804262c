// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.packet.LinkType;
import java.nio.ByteBuffer;
import java.util.Random;

/** Frames, layer by layer, without checksums. */
final class Frames {

  static final int[] PORTS = {1, 22, 6999, 7000, 7001, 7002, 8002, 9003, 40_000, 65_535};

  /** Where an Ethernet frame with IPv4 has the visitor's address. */
  static final int SOURCE_AT = 26;

  /** Where an Ethernet frame with IPv4 without options has the sequence number of TCP. */
  static final int SEQUENCE_AT = 38;

  private static final int[] TAGS = {0x8100, 0x88a8, 0x9100};
  private static final int[] EXTENSIONS = {60, 44, 43, 51, 140};

  private Frames() {}

  static byte[] tcp(int flags) {
    return tcp(flags, 7001);
  }

  static byte[] tcp(int flags, int port) {
    ByteBuffer header = ByteBuffer.allocate(20).putShort((short) 54321).putShort((short) port);
    return header.putInt(1).putInt(0).put((byte) 0x50).put((byte) flags).array();
  }

  static byte[] udp() {
    return udp(8002);
  }

  static byte[] udp(int port) {
    ByteBuffer header = ByteBuffer.allocate(8).putShort((short) 54321).putShort((short) port);
    return header.putShort((short) 8).array();
  }

  static byte[] ipv4(int protocol, byte[] payload) {
    return ipv4(0, protocol, payload);
  }

  private static byte[] ipv4(int optionWords, int protocol, byte[] payload) {
    return ipv4(0xc0000201, optionWords, protocol, payload);
  }

  private static byte[] ipv4(int to, int optionWords, int protocol, byte[] payload) {
    int header = 20 + 4 * optionWords;
    ByteBuffer packet = ByteBuffer.allocate(header + payload.length);
    packet.put((byte) (0x45 + optionWords)).put((byte) 0).putShort((short) packet.capacity());
    packet.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0);
    packet.putInt(0xc0000207).putInt(to);
    return packet.position(header).put(payload).array();
  }

  static byte[] ipv6(int next, byte[] payload) {
    return ipv6(1, next, payload);
  }

  private static byte[] ipv6(int to, int next, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(40 + payload.length).putInt(0x60000000);
    packet.putShort((short) payload.length).put((byte) next).put((byte) 64);
    packet
        .putLong(0x20010db8_00000000L)
        .putLong(7)
        .putLong(0x20010db8_00000000L)
        .putLong(to);
    return packet.put(payload).array();
  }

  static byte[] ethernet(int etherType, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).position(12);
    return frame.putShort((short) etherType).put(payload).array();
  }

  /** The same Ethernet frame with IPv4, from another visitor. */
  static byte[] from(int address, byte[] frame) {
    byte[] copy = frame.clone();
    ByteBuffer.wrap(copy).putInt(SOURCE_AT, address);
    return copy;
  }

  /** Some TCP or UDP packet in one of the wrappings that this link type has. */
  static byte[] random(Random random, LinkType type) {
    boolean isIpv4 = type == LinkType.RAW_IPV4 || type != LinkType.RAW_IPV6 && random.nextBoolean();
    byte[] packet = isIpv4 ? ipv4(random) : ipv6(random);
    return switch (type) {
      case ETHERNET, LINUX_COOKED, LINUX_COOKED_2 ->
        tagged(random, type, isIpv4 ? 0x0800 : 0x86dd, packet);
      case RAW_IP, RAW_IPV4, RAW_IPV6 -> packet;
      case NULL -> before(packet, 0, 0, 0, isIpv4 ? 2 : 28);
      case LOOP -> before(packet, 0, 0, 0, isIpv4 ? 2 : 24);
      case PPP -> random.nextBoolean() ? ppp(isIpv4, packet) : before(ppp(isIpv4, packet), 0xff, 3);
      case PPPOE -> pppoe(isIpv4, packet);
    };
  }

  private static byte[] ipv4(Random random) {
    boolean isTcp = random.nextBoolean();
    byte[] payload = transport(random, isTcp);
    int to = 0xc0000200 + random.nextInt(3);
    byte[] packet = ipv4(to, random.nextInt(11), isTcp ? 6 : 17, payload);
    if (random.nextInt(8) == 0) {
      packet[6 + random.nextInt(2)] = (byte) random.nextInt(256); // some fragment, or not
    }
    return packet;
  }

  private static byte[] ipv6(Random random) {
    boolean isTcp = random.nextBoolean();
    byte[] payload = transport(random, isTcp);
    int next = isTcp ? 6 : 17;
    for (int i = random.nextInt(2) * random.nextInt(10); i > 0; i--) {
      int type = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
      payload = switch (type) {
        // Padding or a route that is over, of some length.
        case 60, 140, 43 -> extension(payload, next, random.nextInt(3));
        case 51 -> before(payload, next, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        default -> before(payload, next, 0, 0, random.nextInt(2), 0, 0, 0, 0); // first fragment
      };
      next = type;
    }
    return ipv6(random.nextInt(3), next, payload);
  }

  /** What follows is Pad1; or in a route, that no segments are left. */
  private static byte[] extension(byte[] payload, int next, int eights) {
    int[] header = new int[8 + 8 * eights];
    header[0] = next;
    header[1] = eights;
    return before(payload, header);
  }

  private static byte[] transport(Random random, boolean isTcp) {
    int port = PORTS[random.nextInt(PORTS.length)];
    return isTcp ? tcp(random.nextInt(256), port) : udp(port);
  }

  private static byte[] tagged(Random random, LinkType type, int etherType, byte[] packet) {
    boolean isIpv4 = etherType == 0x0800;
    int outer = etherType;
    byte[] payload = packet;
    if (random.nextInt(4) == 0) {
      payload = pppoe(isIpv4, packet);
      outer = 0x8864;
    }
    for (int i = random.nextInt(2) * random.nextInt(5); i > 0; i--) {
      payload = before(payload, 0, 5, outer >> 8, outer & 0xff);
      outer = TAGS[random.nextInt(TAGS.length)];
    }
    return switch (type) {
      case ETHERNET -> ethernet(outer, payload);
      case LINUX_COOKED ->
        before(payload, 0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, outer >> 8, outer & 0xff);
      default ->
        before(
            payload,
            outer >> 8,
            outer & 0xff,
            0,
            0,
            0,
            0,
            0,
            2,
            0,
            1,
            0,
            6,
            2,
            2,
            2,
            2,
            2,
            2,
            0,
            0);
    };
  }

  private static byte[] ppp(boolean isIpv4, byte[] packet) {
    return before(packet, 0, isIpv4 ? 0x21 : 0x57);
  }

  static byte[] pppoe(boolean isIpv4, byte[] packet) {
    byte[] payload = ppp(isIpv4, packet);
    return before(payload, 0x11, 0, 0, 1, payload.length >> 8, payload.length & 0xff);
  }

  static byte[] before(byte[] payload, int... header) {
    ByteBuffer frame = ByteBuffer.allocate(header.length + payload.length);
    for (int value : header) {
      frame.put((byte) value);
    }
    return frame.put(payload).array();
  }
}
