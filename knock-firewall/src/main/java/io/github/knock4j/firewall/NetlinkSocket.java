// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Platform;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * A netlink socket to the netfilter subsystem of the network namespace that the opening thread is
 * in: netlink(7). Thread-safe: one transaction at a time.
 *
 * <p>The kernel works a batch off within send(2), and has queued its answers when that returns. So
 * reading them never waits, and what is not there then will not come.
 */
final class NetlinkSocket implements Closeable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_NETFILTER = 12;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int CLOSED = -1;

  /** The order of bytes in headers. */
  static final ByteOrder MACHINE = ByteOrder.nativeOrder();

  /** An answer repeats the message that it refuses; what does not fit is cut off. */
  private final byte[] answer = new byte[1_024];

  private int socket;
  private int sequence = 1;

  /** Writes a batch whose messages are numbered from the number on, in {@link #MACHINE}. */
  @FunctionalInterface
  interface Encoder {
    byte[] encode(int sequence);
  }

  private NetlinkSocket(int socket) {
    this.socket = socket;
  }

  static NetlinkSocket open() throws IOException {
    try {
      if (!Platform.isLinux()) {
        throw new IOException("netlink needs Linux: " + System.getProperty("os.name"));
      }
      return new NetlinkSocket(LibC.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER));
    } catch (LastErrorException e) {
      throw new NetlinkException("cannot open a netlink socket", e.getErrorCode());
    } catch (LinkageError e) {
      throw new IOException("JNA cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Hands a batch to the kernel and waits until it is done.
   *
   * @param cannot says what, if it fails
   * @throws NetlinkException if the kernel refuses; then nothing of it is done
   */
  synchronized void transact(Supplier<String> cannot, Encoder encoder) throws IOException {
    if (socket == CLOSED) {
      throw new IOException(cannot.get() + ": netlink socket is closed");
    }
    byte[] batch = encoder.encode(sequence);
    NetlinkAnswers answers = new NetlinkAnswers(batch, MACHINE);
    sequence += answers.count();
    try {
      send(batch);
      while (!answers.isComplete()) {
        answers.read(answer, receive());
      }
    } catch (LastErrorException e) {
      if (e.getErrorCode() != NetlinkException.EAGAIN || answers.errno() == 0) {
        throw new NetlinkException(cannot.get(), e.getErrorCode());
      }
    }
    if (answers.errno() != 0) {
      throw new NetlinkException(cannot.get(), answers.errno());
    }
  }

  private void send(byte[] batch) {
    while (true) {
      try {
        LibC.send(socket, batch, LibC.size(batch.length), 0); // all of it, or an error
        return;
      } catch (LastErrorException e) {
        passUnlessInterrupted(e);
      }
    }
  }

  private int receive() {
    while (true) {
      try {
        return LibC.recv(socket, answer, LibC.size(answer.length), MSG_DONTWAIT);
      } catch (LastErrorException e) {
        passUnlessInterrupted(e);
      }
    }
  }

  /** A signal came in between, as those do by which a profiler or the JVM stops threads. */
  private static void passUnlessInterrupted(LastErrorException e) {
    if (e.getErrorCode() != LibC.EINTR) {
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    if (socket != CLOSED) {
      LibC.release(socket);
      socket = CLOSED;
    }
  }
}
