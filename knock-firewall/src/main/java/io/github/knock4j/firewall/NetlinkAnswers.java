// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads what the kernel answers to a batch: an error for each message that it refuses, and an
 * answer without error, or with one, to the message that asked for it (RFC 3549 section 2.3.2.2).
 * What it refuses as a whole, it answers as if to the first message. Answers to other batches are
 * skipped. Pure; not thread-safe.
 */
final class NetlinkAnswers {

  private static final int HEADER = 16;
  private static final int ERROR = 2;
  private static final int TYPE_AT = 4;
  private static final int SEQUENCE_AT = 8;

  private final int first;
  private final int count;
  private final ByteOrder machine;
  private boolean complete;
  private int errno;

  /**
   * Awaits the answers to a batch.
   *
   * @param batch as {@link NetlinkBatch#end} made it
   */
  NetlinkAnswers(byte[] batch, ByteOrder machine) {
    this.machine = machine;
    ByteBuffer messages = ByteBuffer.wrap(batch).order(machine);
    first = messages.getInt(SEQUENCE_AT);
    int seen = 0;
    for (int at = 0; at < batch.length; at += messages.getInt(at)) {
      seen++;
    }
    count = seen;
  }

  /** How many messages the batch has, the first and the last included. */
  int count() {
    return count;
  }

  /** Reads a datagram, which the kernel may have cut short. */
  void read(byte[] bytes, int length) {
    ByteBuffer datagram = ByteBuffer.wrap(bytes, 0, length).order(machine);
    int at = 0;
    while (length - at >= HEADER + Integer.BYTES) {
      int size = datagram.getInt(at);
      if (datagram.getShort(at + TYPE_AT) == ERROR) {
        take(datagram.getInt(at + SEQUENCE_AT) - first, -datagram.getInt(at + HEADER));
      }
      if (size < HEADER || size > length - at) {
        return;
      }
      at += size + 3 & ~3;
    }
  }

  private void take(int index, int error) {
    if (index < 0 || index >= count) {
      return;
    }
    if (errno == 0) {
      errno = error;
    }
    boolean asked = index == count - 2; // the last but one: nf_tables' own last
    complete |= asked || index == 0 && error != 0;
  }

  /** Whether nothing more is to come. */
  boolean isComplete() {
    return complete;
  }

  /** The first error; 0 if there is none. */
  int errno() {
    return errno;
  }
}
