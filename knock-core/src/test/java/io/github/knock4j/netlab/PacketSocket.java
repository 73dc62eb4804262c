// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A socket of packet(7) that sends frames as they are, and receives nothing. */
final class PacketSocket {

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_QDISC_BYPASS = 20;

  static {
    Native.register(PacketSocket.class, NativeLibrary.getProcess());
  }

  private static native int socket(int domain, int type, int protocol) throws LastErrorException;

  private static native int if_nametoindex(String name) throws LastErrorException;

  private static native int setsockopt(int socket, int level, int option, int[] value, int length)
      throws LastErrorException;

  private static native int bind(int socket, byte[] address, int length) throws LastErrorException;

  private static native long send(int socket, byte[] frame, long length, int flags)
      throws LastErrorException;

  private static native int sendmmsg(int socket, Pointer messages, int count, int flags)
      throws LastErrorException;

  private final int socket;

  /** Fills a struct sockaddr_ll. Protocol 0 is what receives nothing. */
  PacketSocket(String interfaceName) {
    socket = socket(AF_PACKET, SOCK_RAW, 0);
    ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
    address.putShort((short) AF_PACKET).putShort((short) 0).putInt(if_nametoindex(interfaceName));
    bind(socket, address.array(), address.capacity());
  }

  /** Has frames go past the interface's queue from now on. */
  void bypassQueue() {
    setsockopt(socket, SOL_PACKET, PACKET_QDISC_BYPASS, new int[] {1}, Integer.BYTES);
  }

  void send(byte[] frame) {
    send(socket, frame, frame.length, 0);
  }

  /** Sends an array of struct mmsghdr, and returns how many the interface took. */
  int send(Pointer messages, int count) {
    return sendmmsg(socket, messages, count, 0);
  }
}
