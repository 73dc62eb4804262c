// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One attempt to connect as a visitor in a hurry makes it: socket(2) and bind(2) beforehand, then
 * connect(2), and nothing around it, since a channel of the JDK takes longer for an attempt than a
 * door to open.
 */
final class Connecting implements AutoCloseable {

  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_NONBLOCK = 2048;

  static {
    Native.register(Connecting.class, NativeLibrary.getProcess());
  }

  private static native int socket(int domain, int type, int protocol);

  private static native int bind(int socket, Pointer address, int length);

  private static native int connect(int socket, Pointer address, int length);

  private static native int close(int socket);

  private final int socket;
  private final Memory remote;

  private Connecting(int type, InetAddress from, InetAddress to, int port) {
    remote = address(to, port);
    socket = socket(AF_INET, type, 0);
    Memory local = address(from, 0);
    if (socket < 0 || bind(socket, local, (int) local.size()) != 0) {
      throw new IllegalStateException("cannot be bound to " + from);
    }
  }

  /** An attempt that waits for its answer. */
  static Connecting ready(InetAddress from, InetAddress to, int port) {
    return new Connecting(SOCK_STREAM, from, to, port);
  }

  /** One that only sends a SYN. */
  static Connecting knock(InetAddress from, InetAddress to, int port) {
    return new Connecting(SOCK_STREAM | SOCK_NONBLOCK, from, to, port);
  }

  /** Whether a connection is accepted, and not refused. To be called once. */
  boolean succeeds() {
    return connect(socket, remote, (int) remote.size()) == 0;
  }

  @Override
  public void close() {
    close(socket);
  }

  /** struct sockaddr_in: ip(7). */
  private static Memory address(InetAddress address, int port) {
    ByteBuffer struct = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    struct.putShort((short) AF_INET).order(ByteOrder.BIG_ENDIAN).putShort((short) port);
    Memory memory = new Memory(struct.capacity());
    memory.write(0, struct.put(address.getAddress()).array(), 0, struct.capacity());
    return memory;
  }
}
