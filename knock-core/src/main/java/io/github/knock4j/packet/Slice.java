// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The part of a frame that is still to be read, in network order. It knows how much of it was
 * captured and how much there was on the wire; both only shrink, as headers are skipped and length
 * fields narrow it. Who reads a byte has asked {@link #has} before.
 */
final class Slice {

  private static final VarHandle SHORT = handle(short[].class);
  private static final VarHandle INT = handle(int[].class);
  private static final VarHandle LONG = handle(long[].class);

  private byte[] bytes = new byte[0];
  private int at;
  private int captured;
  private int wire;

  private static VarHandle handle(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.BIG_ENDIAN);
  }

  /** Points at a frame, and answers false if the numbers contradict each other. */
  boolean set(byte[] bytes, int offset, int length, int wireLength) {
    if (offset < 0 || length < 0 || length > bytes.length - offset || wireLength < length) {
      return false;
    }
    this.bytes = bytes;
    at = offset;
    captured = length;
    wire = wireLength;
    return true;
  }

  /** Whether so many bytes were captured. */
  boolean has(int count) {
    return count <= captured;
  }

  /** How many bytes there were, captured or not. */
  int wire() {
    return wire;
  }

  /** Leaves bytes behind that {@link #has} has found to be there. */
  void skip(int count) {
    at += count;
    captured -= count;
    wire -= count;
  }

  /** Cuts off what lies behind a length field's end; false if there were not so many bytes. */
  boolean limit(int length) {
    if (length > wire) {
      return false;
    }
    wire = length;
    captured = Math.min(captured, length);
    return true;
  }

  int u8(int index) {
    return bytes[at + index] & 0xff;
  }

  int u16(int index) {
    return (short) SHORT.get(bytes, at + index) & 0xffff;
  }

  int i32(int index) {
    return (int) INT.get(bytes, at + index);
  }

  long i64(int index) {
    return (long) LONG.get(bytes, at + index);
  }
}
