// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instructions of the classic packet filter machine (McCanne and Jacobson 1993; Linux {@code
 * Documentation/networking/filter.rst}) with labels in place of distances.
 *
 * <p>A conditional jump reaches 255 instructions far. One that must go further goes to a plain jump
 * right behind it, which reaches everywhere. Which ones need that is found by trying: a jump that
 * has become longer may put others out of reach, but none ever becomes shorter.
 */
final class BpfAssembler {

  /** The kernel takes no longer programs: BPF_MAXINSNS. */
  static final int MOST_INSTRUCTIONS = 4096;

  /** Of {@code struct sock_filter}, and of libpcap's {@code struct bpf_insn}. */
  static final int INSTRUCTION_BYTES = 8;

  // Codes: class, size or operation, mode.
  static final int LOAD_WORD = 0x20;
  static final int LOAD_HALF = 0x28;
  static final int LOAD_BYTE = 0x30;
  static final int LOAD_WORD_BEHIND_X = 0x40;
  static final int LOAD_HALF_BEHIND_X = 0x48;
  static final int LOAD_BYTE_BEHIND_X = 0x50;
  static final int LOAD_NUMBER = 0x00;
  static final int LOAD_SAVED = 0x60;
  static final int LOAD_X_NUMBER = 0x01;
  static final int LOAD_X_SAVED = 0x61;
  static final int SAVE = 0x02;
  static final int SAVE_X = 0x03;
  static final int ADD = 0x04;
  static final int ADD_X = 0x0c;
  static final int AND = 0x54;
  static final int SHIFT_LEFT = 0x64;
  static final int TO_X = 0x07;
  static final int FROM_X = 0x87;
  static final int RETURN = 0x06;
  static final int IF_EQUAL = 0x15;
  static final int IF_GREATER = 0x25;
  static final int IF_AT_LEAST = 0x35;
  static final int IF_ANY_BIT = 0x45;
  private static final int JUMP = 0x05;

  private static final int MOST_DISTANCE = 255;

  /** A place in the program, behind every jump to it. */
  static final class Label {
    private int index = -1;
  }

  private record Instruction(
      int code, int number, @Nullable Label yes, @Nullable Label no) {}

  private final List<Instruction> program = new ArrayList<>();

  void add(int code, int number) {
    program.add(new Instruction(code, number, null, null));
  }

  void add(int code) {
    add(code, 0);
  }

  /** Goes on behind the instruction where a label is null. */
  void jump(int condition, int number, @Nullable Label yes, @Nullable Label no) {
    program.add(new Instruction(condition, number, yes, no));
  }

  void jump(Label to) {
    program.add(new Instruction(JUMP, 0, to, null));
  }

  void place(Label label) {
    label.index = program.size();
  }

  /** The program, or null if it would be too long. */
  byte @Nullable [] assemble() {
    int[] sizes = new int[program.size()];
    Arrays.fill(sizes, 1);
    int[] starts = starts(sizes);
    while (stretch(sizes, starts)) {
      starts = starts(sizes);
    }
    return starts[program.size()] > MOST_INSTRUCTIONS ? null : bytes(starts);
  }

  private static int[] starts(int[] sizes) {
    int[] starts = new int[sizes.length + 1];
    for (int i = 0; i < sizes.length; i++) {
      starts[i + 1] = starts[i] + sizes[i];
    }
    return starts;
  }

  /** False if nothing had to be stretched any more. */
  private boolean stretch(int[] sizes, int[] starts) {
    boolean hasChanged = false;
    for (int i = 0; i < sizes.length; i++) {
      Instruction it = program.get(i);
      if (it.code() != JUMP) {
        int size = 1 + (isFar(it.yes(), i, starts) ? 1 : 0) + (isFar(it.no(), i, starts) ? 1 : 0);
        hasChanged |= size > sizes[i];
        sizes[i] = Math.max(size, sizes[i]);
      }
    }
    return hasChanged;
  }

  private static boolean isFar(@Nullable Label to, int from, int[] starts) {
    return to != null && starts[to.index] - starts[from] - 1 > MOST_DISTANCE;
  }

  private byte[] bytes(int[] starts) {
    ByteBuffer bytes = ByteBuffer.allocate(starts[program.size()] * INSTRUCTION_BYTES);
    bytes.order(ByteOrder.nativeOrder());
    for (int i = 0; i < program.size(); i++) {
      Instruction it = program.get(i);
      if (it.code() == JUMP) {
        put(bytes, JUMP, 0, 0, distance(it.yes(), starts[i], starts));
      } else {
        putWithJumps(bytes, it, i, starts);
      }
    }
    return bytes.array();
  }

  private static void putWithJumps(ByteBuffer bytes, Instruction it, int index, int[] starts) {
    int size = starts[index + 1] - starts[index];
    List<Label> far = new ArrayList<>();
    int yes = near(it.yes(), index, size, starts, far);
    int no = near(it.no(), index, size, starts, far);
    put(bytes, it.code(), yes, no, it.number());
    for (int i = 0; i < far.size(); i++) {
      put(bytes, JUMP, 0, 0, distance(far.get(i), starts[index] + 1 + i, starts));
    }
  }

  /** How far to the label, or to the plain jump that will go there. */
  private static int near(@Nullable Label to, int index, int size, int[] starts, List<Label> far) {
    if (to == null) {
      return size - 1;
    }
    if (isFar(to, index, starts)) {
      far.add(to);
      return far.size() - 1;
    }
    return distance(to, starts[index], starts);
  }

  private static int distance(@Nullable Label to, int from, int[] starts) {
    if (to == null || to.index < 0) {
      throw new IllegalStateException("a jump leads nowhere");
    }
    return starts[to.index] - from - 1;
  }

  private static void put(ByteBuffer bytes, int code, int yes, int no, int number) {
    bytes.putShort((short) code).put((byte) yes).put((byte) no).putInt(number);
  }
}
