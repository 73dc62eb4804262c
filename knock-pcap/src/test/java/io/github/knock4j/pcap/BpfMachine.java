// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.packet.LinkType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Runs a filter over a frame as the kernel would, one instruction after the other: {@code
 * Documentation/networking/filter.rst}. What this machine does not know, no filter may use.
 */
final class BpfMachine {

  private static final int PROTOCOL_ASIDE = -0x1000;

  private final ByteBuffer program;

  BpfMachine(CaptureFilter filter) {
    program = ByteBuffer.wrap(filter.program()).order(ByteOrder.nativeOrder());
  }

  /** Whether a frame passes, given as libpcap would deliver it, with the outer tag kept or not. */
  boolean passes(LinkType type, byte[] frame, boolean keepsTag) {
    return switch (type) {
      case ETHERNET -> passes(keepsTag ? frame : untagged(frame, 12), 0);
      case LINUX_COOKED -> passesCooked(frame, 14, 16, keepsTag);
      case LINUX_COOKED_2 -> passesCooked(frame, 0, 20, keepsTag);
      default -> passes(frame, 0);
    };
  }

  private boolean passesCooked(byte[] frame, int protocolAt, int headerLength, boolean keepsTag) {
    ByteBuffer header = ByteBuffer.wrap(frame);
    int protocol = header.getChar(protocolAt);
    boolean isCut = !keepsTag && isTag(protocol);
    byte[] payload =
        Arrays.copyOfRange(frame, isCut ? headerLength + 4 : headerLength, frame.length);
    return passes(payload, isCut ? header.getChar(headerLength + 2) : protocol);
  }

  /** IEEE 802.1Q and 802.1ad: what the kernel takes off. */
  private static boolean isTag(int etherType) {
    return etherType == 0x8100 || etherType == 0x88a8;
  }

  private static byte[] untagged(byte[] frame, int at) {
    if (!isTag(ByteBuffer.wrap(frame).getChar(at))) {
      return frame;
    }
    return ByteBuffer.allocate(frame.length - 4)
        .put(frame, 0, at)
        .put(frame, at + 4, frame.length - at - 4)
        .array();
  }

  private boolean passes(byte[] bytes, int protocolAside) {
    ByteBuffer frame = ByteBuffer.wrap(bytes);
    int[] memory = new int[16];
    int a = 0;
    int x = 0;
    for (int at = 0; ; at++) {
      int code = program.getShort(at * 8);
      int yes = program.get(at * 8 + 2) & 0xff;
      int no = program.get(at * 8 + 3) & 0xff;
      int k = program.getInt(at * 8 + 4);
      try {
        switch (code) {
          case 0x20 -> a = k == PROTOCOL_ASIDE ? protocolAside : frame.getInt(k);
          case 0x28 -> a = frame.getChar(k);
          case 0x30 -> a = frame.get(k) & 0xff;
          case 0x40 -> a = frame.getInt(x + k);
          case 0x48 -> a = frame.getChar(x + k);
          case 0x50 -> a = frame.get(x + k) & 0xff;
          case 0x00 -> a = k;
          case 0x60 -> a = memory[k];
          case 0x01 -> x = k;
          case 0x61 -> x = memory[k];
          case 0x02 -> memory[k] = a;
          case 0x03 -> memory[k] = x;
          case 0x04 -> a += k;
          case 0x0c -> a += x;
          case 0x54 -> a &= k;
          case 0x64 -> a <<= k;
          case 0x07 -> x = a;
          case 0x87 -> a = x;
          case 0x05 -> at += k;
          case 0x15 -> at += a == k ? yes : no;
          case 0x25 -> at += Integer.compareUnsigned(a, k) > 0 ? yes : no;
          case 0x35 -> at += Integer.compareUnsigned(a, k) >= 0 ? yes : no;
          case 0x45 -> at += (a & k) != 0 ? yes : no;
          case 0x06 -> {
            return k != 0;
          }
          default -> throw new AssertionError("no such instruction: " + code);
        }
      } catch (IndexOutOfBoundsException e) {
        return false; // a load beyond the frame
      }
    }
  }
}
