// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;

/**
 * The system calls of a netlink socket, from the C library that this JVM runs on. JNA copies arrays
 * in and out of each call, so no native memory outlives one.
 */
final class LibC {

  static {
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  static native int socket(int domain, int type, int protocol) throws LastErrorException;

  static native NativeLong send(int socket, byte[] bytes, NativeLong length, int flags)
      throws LastErrorException;

  static native NativeLong recv(int socket, byte[] bytes, NativeLong length, int flags)
      throws LastErrorException;

  static native int close(int socket) throws LastErrorException;
}
