// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * The system calls of netlink sockets and of processes, from the C library that this JVM runs on. JNA
 * copies arrays in and out of each call, so no native memory outlives one.
 */
final class LibC {

  /** A signal came in between: errno(3). */
  static final int EINTR = 4;

  static {
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  /**
   * A size_t, which is as wide as a pointer. JNA has its NativeLong for that, but calls back into Java
   * for the value of each.
   */
  static Pointer size(int bytes) {
    return Pointer.createConstant(bytes);
  }

  static native int socket(int domain, int type, int protocol) throws LastErrorException;

  /** Answers an ssize_t, of which an int is enough: no message here is so long. */
  static native int send(int socket, byte[] bytes, Pointer size, int flags)
      throws LastErrorException;

  static native int recv(int socket, byte[] bytes, Pointer size, int flags)
      throws LastErrorException;

  /** close(2), of which an error tells nothing: the descriptor is gone all the same. */
  static void release(int descriptor) {
    try {
      close(descriptor);
    } catch (LastErrorException e) {
      // As said.
    }
  }

  static native int close(int descriptor) throws LastErrorException;

  static native int pipe2(int[] ends, int flags) throws LastErrorException;

  static native int waitpid(int pid, int[] status, int options) throws LastErrorException;
}
