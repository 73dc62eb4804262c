// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes capture files as pcap-savefile(5) has them. */
final class Capture {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteOrder order;
  private final int fractionNs;

  private Capture(boolean littleEndian, int fractionNs, int linkType) {
    order = littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    this.fractionNs = fractionNs;
    int magic = fractionNs == 1 ? 0xa1b23c4d : 0xa1b2c3d4;
    ByteBuffer header = ByteBuffer.allocate(24).order(order).putInt(magic);
    header.putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(linkType);
    bytes.writeBytes(header.array());
  }

  static Capture of(boolean littleEndian, int fractionNs) {
    return new Capture(littleEndian, fractionNs, 1);
  }

  static Capture ofLinkType(int linkType) {
    return new Capture(true, 1_000, linkType);
  }

  Capture frame(long nowNs, byte[] frame) {
    ByteBuffer header = ByteBuffer.allocate(16).order(order).putInt((int) (nowNs / 1_000_000_000));
    header.putInt((int) (nowNs % 1_000_000_000 / fractionNs)).putInt(frame.length);
    header.putInt(frame.length);
    bytes.writeBytes(header.array());
    bytes.writeBytes(frame);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  void write(Path file) throws IOException {
    Files.write(file, bytes());
  }
}
