// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;

/** The process of a {@link Flood}: packet(7) and sendmmsg(2), many packets in each call. */
final class FloodSender {

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_QDISC_BYPASS = 20;
  private static final int ENOBUFS = 105;
  private static final int BATCH = 64;

  /** struct mmsghdr and struct iovec, of 64-bit systems. */
  private static final int MESSAGE_BYTES = 64;

  private static final int VECTOR_BYTES = 16;

  static {
    Native.register(FloodSender.class, NativeLibrary.getProcess());
  }

  private static native int socket(int domain, int type, int protocol) throws LastErrorException;

  private static native int if_nametoindex(String name) throws LastErrorException;

  private static native int setsockopt(int socket, int level, int option, int[] value, int length)
      throws LastErrorException;

  private static native int bind(int socket, byte[] address, int length) throws LastErrorException;

  private static native int sendmmsg(int socket, Pointer messages, int count, int flags)
      throws LastErrorException;

  private final int socket;
  private final int numberAt;
  private final int timeAt;
  private final int firstNumber;
  private final int frameLength;
  private final Memory frames;
  private final Memory vectors = new Memory((long) BATCH * VECTOR_BYTES);
  private final Memory messages = new Memory((long) BATCH * MESSAGE_BYTES);

  public static void main(String[] args) {
    byte[] frame = HexFormat.of().parseHex(args[1]);
    FloodSender sender = new FloodSender(
        bound(args[0]), frame, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    System.out.println("sending");
    long startNs = System.nanoTime();
    long sent = sender.send(Integer.parseInt(args[4]), Integer.parseInt(args[5]));
    System.out.println("sent " + sent + " in " + (System.nanoTime() - startNs) / 1_000_000 + " ms");
  }

  private FloodSender(int socket, byte[] frame, int numberAt, int timeAt) {
    this.socket = socket;
    this.numberAt = numberAt;
    this.timeAt = timeAt;
    frameLength = frame.length;
    firstNumber = numberAt < 0 ? 0 : ByteBuffer.wrap(frame).getInt(numberAt);
    frames = new Memory((long) BATCH * frameLength);
    messages.clear();
    for (int i = 0; i < BATCH; i++) {
      frames.write((long) i * frameLength, frame, 0, frameLength);
      vectors.setPointer((long) i * VECTOR_BYTES, frames.share((long) i * frameLength));
      vectors.setLong((long) i * VECTOR_BYTES + 8, frameLength);
      messages.setPointer((long) i * MESSAGE_BYTES + 16, vectors.share((long) i * VECTOR_BYTES));
      messages.setLong((long) i * MESSAGE_BYTES + 24, 1);
    }
  }

  /** struct sockaddr_ll. Protocol 0: it receives nothing. */
  private static int bound(String interfaceName) {
    int socket = socket(AF_PACKET, SOCK_RAW, 0);
    ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
    address.putShort((short) AF_PACKET).putShort((short) 0).putInt(if_nametoindex(interfaceName));
    bind(socket, address.array(), address.capacity());
    setsockopt(socket, SOL_PACKET, PACKET_QDISC_BYPASS, new int[] {1}, Integer.BYTES);
    return socket;
  }

  private long send(int count, int perSecond) {
    long startNs = System.nanoTime();
    int sent = 0;
    while (sent < count && System.nanoTime() - startNs < Flood.LIMIT.toNanos()) {
      int due = perSecond == 0 ? count : due(perSecond, System.nanoTime() - startNs);
      int now = Math.min(BATCH, Math.min(due, count) - sent);
      if (now > 0) {
        sent += sendBatch(sent, now);
      } else {
        LockSupport.parkNanos(20_000);
      }
    }
    return sent;
  }

  private static int due(int perSecond, long elapsedNs) {
    return (int) (perSecond * (elapsedNs / 1e9)) + 1;
  }

  private int sendBatch(int first, int count) {
    for (int i = 0; i < count && numberAt >= 0; i++) {
      put(i, numberAt, firstNumber + first + i);
    }
    int nowNs = (int) System.nanoTime();
    for (int i = 0; i < count && timeAt >= 0; i++) {
      put(i, timeAt, nowNs);
    }
    try {
      return sendmmsg(socket, messages, count, 0);
    } catch (LastErrorException e) {
      if (e.getErrorCode() == ENOBUFS) {
        return 0;
      }
      throw e;
    }
  }

  /** In network byte order, on x86 and ARM. */
  private void put(int index, int offset, int value) {
    frames.setInt((long) index * frameLength + offset, Integer.reverseBytes(value));
  }
}
