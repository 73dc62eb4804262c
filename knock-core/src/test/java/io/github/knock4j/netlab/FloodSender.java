// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;

/** The process of a {@link Flood}: packet(7) and sendmmsg(2), many packets in each call. */
final class FloodSender {

  private static final int ENOBUFS = 105;
  private static final int BATCH = 64;

  /** struct mmsghdr and struct iovec, of 64-bit systems. */
  private static final int MESSAGE_BYTES = 64;

  private static final int VECTOR_BYTES = 16;

  private final PacketSocket socket;
  private final int numberAt;
  private final int timeAt;
  private final int firstNumber;
  private final int frameLength;
  private final Memory frames;
  private final Memory vectors = new Memory((long) BATCH * VECTOR_BYTES);
  private final Memory messages = new Memory((long) BATCH * MESSAGE_BYTES);

  public static void main(String[] args) {
    byte[] frame = HexFormat.of().parseHex(args[1]);
    PacketSocket socket = new PacketSocket(args[0]);
    socket.bypassQueue();
    FloodSender sender =
        new FloodSender(socket, frame, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    System.out.println("sending");
    long startNs = System.nanoTime();
    long sent = sender.send(Integer.parseInt(args[4]), Integer.parseInt(args[5]));
    System.out.println("sent " + sent + " in " + (System.nanoTime() - startNs) / 1_000_000 + " ms");
  }

  private FloodSender(PacketSocket socket, byte[] frame, int numberAt, int timeAt) {
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
      return socket.send(messages, count);
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
