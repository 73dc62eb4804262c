// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * TCP as a visitor in a hurry uses it: socket(2), bind(2), connect(2), and nothing around them, since
 * a channel of the JDK takes longer for an attempt than a door to open.
 */
final class Connecting {

  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_NONBLOCK = 2048;

  static {
    Native.register(Connecting.class, NativeLibrary.getProcess());
  }

  private static native int socket(int domain, int type, int protocol);

  private static native int bind(int socket, byte[] address, int length);

  private static native int connect(int socket, byte[] address, int length);

  private static native int close(int socket);

  private Connecting() {}

  /** Sends a SYN, and waits for no answer. */
  static void knock(InetAddress from, InetAddress to, int port) {
    attempt(SOCK_STREAM | SOCK_NONBLOCK, from, to, port);
  }

  /** Whether a connection is accepted, and not refused; it is closed at once. */
  static boolean succeeds(InetAddress from, InetAddress to, int port) {
    return attempt(SOCK_STREAM, from, to, port) == 0;
  }

  private static int attempt(int type, InetAddress from, InetAddress to, int port) {
    int socket = socket(AF_INET, type, 0);
    byte[] local = address(from, 0);
    if (socket < 0 || bind(socket, local, local.length) != 0) {
      throw new IllegalStateException("cannot be bound to " + from);
    }
    byte[] remote = address(to, port);
    int status = connect(socket, remote, remote.length);
    close(socket);
    return status;
  }

  /** struct sockaddr_in: ip(7). */
  private static byte[] address(InetAddress address, int port) {
    ByteBuffer struct = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    struct.putShort((short) AF_INET).order(ByteOrder.BIG_ENDIAN).putShort((short) port);
    return struct.put(address.getAddress()).array();
  }
}
