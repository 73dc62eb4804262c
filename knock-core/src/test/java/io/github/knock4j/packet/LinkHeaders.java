// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import java.nio.ByteBuffer;
import java.util.List;

/** What {@link Frames} puts before an IP packet. */
final class LinkHeaders {

  private static final byte[] MACS = Frames.hex("020000000002 020000000001");

  private LinkHeaders() {}

  static byte[] before(
      byte[] packet, LinkType link, boolean isIpv4, List<Integer> tags, boolean pppoe) {
    byte[] ppp = new byte[] {0, (byte) (isIpv4 ? 0x21 : 0x57)};
    byte[] session = Frames.join(Frames.hex("11 00 0001"), u16(packet.length + 2), ppp);
    int family = isIpv4 ? 2 : 30;
    int innermost = pppoe ? 0x8864 : isIpv4 ? 0x0800 : 0x86dd;
    byte[] tagged = tagged(tags, innermost, pppoe ? session : new byte[0]);
    return switch (link) {
      case ETHERNET -> Frames.join(MACS, tagged);
      case LINUX_COOKED -> Frames.join(Frames.hex("0000 0001 0006 0200000000010000"), tagged);
      case LINUX_COOKED_2 -> cooked2(tagged);
      case RAW_IP, RAW_IPV4, RAW_IPV6 -> new byte[0];
      case NULL -> new byte[] {(byte) family, 0, 0, 0};
      case LOOP -> new byte[] {0, 0, 0, (byte) family};
      case PPP -> Frames.join(Frames.hex("ff03"), ppp);
      case PPPOE -> session;
    };
  }

  /** The outermost EtherType stands at the front of this header, and the tags behind it. */
  private static byte[] cooked2(byte[] tagged) {
    ByteBuffer header = ByteBuffer.allocate(18 + tagged.length);
    header.put(tagged, 0, 2);
    header.put(Frames.hex("0000 00000002 0001 00 06 0200000000010000"));
    return header.put(tagged, 2, tagged.length - 2).array();
  }

  private static byte[] tagged(List<Integer> tags, int innermost, byte[] session) {
    ByteBuffer chain = ByteBuffer.allocate(4 * tags.size() + 2 + session.length);
    tags.forEach(chain::putInt);
    return chain.putShort((short) innermost).put(session).array();
  }

  private static byte[] u16(int value) {
    return new byte[] {(byte) (value >>> 8), (byte) value};
  }
}
