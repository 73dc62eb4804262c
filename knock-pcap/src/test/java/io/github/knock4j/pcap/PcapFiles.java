// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Capture files, byte by byte: pcap-savefile(5), and draft-ietf-opsawg-pcapng. */
final class PcapFiles {

  static final int MICROSECONDS = 0xa1b2c3d4;
  static final int NANOSECONDS = 0xa1b23c4d;
  static final int RAW_IP = 101;
  static final int USB = 220;

  /** A UDP datagram without payload from 192.0.2.7 to port 8002 of 192.0.2.1. */
  static final byte[] KNOCK =
      HexFormat.of().parseHex("4500001c0000000040110000c0000207c0000201" + "d4311f4200080000");

  private PcapFiles() {}

  /** A file with one knock for each stamp. */
  static Path write(Path file, ByteOrder order, int magic, int linkType, long... stampsNs)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(24 + stampsNs.length * (16 + KNOCK.length));
    buffer.order(order).putInt(magic).putShort((short) 2).putShort((short) 4);
    buffer.putInt(0).putInt(0).putInt(256).putInt(linkType);
    int unitNs = magic == NANOSECONDS ? 1 : 1000;
    for (long stampNs : stampsNs) {
      buffer.putInt((int) (stampNs / 1_000_000_000L));
      buffer.putInt((int) (stampNs % 1_000_000_000L) / unitNs);
      buffer.putInt(KNOCK.length).putInt(KNOCK.length).put(KNOCK);
    }
    return Files.write(file, buffer.array());
  }

  /** The same as pcapng, with stamps in units of a second divided by a power of ten. */
  static Path writeNg(Path file, ByteOrder order, int power, long... stampsNs) throws IOException {
    int packetLength = 32 + KNOCK.length;
    ByteBuffer buffer =
        ByteBuffer.allocate(28 + 32 + stampsNs.length * packetLength).order(order);
    buffer.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0);
    buffer.putLong(-1).putInt(28);
    buffer.putInt(1).putInt(32).putShort((short) RAW_IP).putShort((short) 0).putInt(256);
    buffer.putShort((short) 9).putShort((short) 1).put((byte) power).put(new byte[3]); // if_tsresol
    buffer.putInt(0).putInt(32);
    for (long stampNs : stampsNs) {
      long stamp = power == 9 ? stampNs : stampNs / 1000;
      buffer.putInt(6).putInt(packetLength).putInt(0);
      buffer.putInt((int) (stamp >>> 32)).putInt((int) stamp);
      buffer.putInt(KNOCK.length).putInt(KNOCK.length).put(KNOCK).putInt(packetLength);
    }
    return Files.write(file, buffer.array());
  }
}
