// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes messages that the kernel takes as one transaction: a message that begins the batch, the
 * messages of nf_tables, one that ends it. Headers are in the byte order of the machine, numbers in
 * attributes in that of the network (RFC 3549 section 2.3, and the kernel's linux/netlink.h,
 * linux/netfilter/nfnetlink.h and nf_tables.h). Pure; not thread-safe.
 */
final class NetlinkBatch {

  /** The last message asks for an answer: the kernel gives it once the transaction is done. */
  static final int ACKNOWLEDGE = 0x4;

  private static final int REQUEST = 0x1;
  private static final int BATCH_BEGIN = 0x10;
  private static final int BATCH_END = 0x11;
  private static final int NF_TABLES = 10;
  private static final int NESTED = 0x8000;
  private static final int INET = 1;
  private static final int ALIGNMENT = 4;
  private static final int FLAGS_AT = 6;
  private static final int SEQUENCE_AT = 8;

  private final List<Integer> sequencesAt = new ArrayList<>();
  private ByteBuffer buffer;
  private int sequence;
  private int messageAt;

  /** Begins a batch whose messages are numbered from here on. */
  NetlinkBatch(int firstSequence, ByteOrder machine) {
    buffer = ByteBuffer.allocate(512).order(machine);
    sequence = firstSequence;
    header(BATCH_BEGIN, REQUEST, 0, NF_TABLES);
  }

  /** Begins a message of nf_tables for the family inet; attributes follow. */
  NetlinkBatch message(int type, int flags) {
    endMessage();
    header(NF_TABLES << 8 | type, REQUEST | flags, INET, 0);
    return this;
  }

  /** The whole batch. Nothing may follow. */
  byte[] end() {
    endMessage();
    int flagsAt = messageAt + FLAGS_AT;
    buffer.putShort(flagsAt, (short) (buffer.getShort(flagsAt) | ACKNOWLEDGE));
    header(BATCH_END, REQUEST, 0, NF_TABLES);
    endMessage();
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** A text with a zero at its end. */
  NetlinkBatch text(int attribute, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    return bytes(attribute, Arrays.copyOf(ascii, ascii.length + 1));
  }

  NetlinkBatch number(int attribute, int value) {
    return bytes(attribute, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  NetlinkBatch number(int attribute, long value) {
    return bytes(attribute, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  NetlinkBatch bytes(int attribute, byte... value) {
    int length = 2 * Short.BYTES + value.length;
    need(length + ALIGNMENT);
    buffer.putShort((short) length).putShort((short) attribute).put(value);
    while (buffer.position() % ALIGNMENT != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }

  /** An attribute made of attributes, which the content writes. */
  NetlinkBatch nested(int attribute, Runnable content) {
    need(2 * Short.BYTES);
    int at = buffer.position();
    buffer.putShort((short) 0).putShort((short) (attribute | NESTED));
    content.run();
    buffer.putShort(at, (short) (buffer.position() - at));
    return this;
  }

  /** Where what is written next will be, and how long the batch is so far. */
  int position() {
    return buffer.position();
  }

  /** Where the messages so far have their numbers. */
  List<Integer> sequencesAt() {
    return sequencesAt;
  }

  /** A number as registers hold it that are compared with the machine's own. */
  byte[] machineNumber(int value) {
    return ByteBuffer.allocate(Integer.BYTES)
        .order(buffer.order())
        .putInt(value)
        .array();
  }

  private void header(int type, int flags, int family, int resource) {
    need(20);
    messageAt = buffer.position();
    sequencesAt.add(messageAt + SEQUENCE_AT);
    buffer
        .putInt(0)
        .putShort((short) type)
        .putShort((short) flags)
        .putInt(sequence++)
        .putInt(0);
    buffer.put((byte) family).put((byte) 0);
    buffer.put((byte) (resource >> 8)).put((byte) resource);
  }

  private void endMessage() {
    buffer.putInt(messageAt, buffer.position() - messageAt);
  }

  private void need(int bytes) {
    if (buffer.remaining() < bytes) {
      int capacity = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
      ByteBuffer larger = ByteBuffer.allocate(capacity).order(buffer.order());
      buffer = larger.put(buffer.flip());
    }
  }
}
