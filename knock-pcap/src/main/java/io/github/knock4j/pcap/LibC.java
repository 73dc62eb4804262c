// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** System calls from the C library that this JVM runs on; on other systems than Linux none is made. */
final class LibC {

  static final int EPERM = 1;
  static final int ENOMEM = 12;

  static {
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  static native int setsockopt(int socket, int level, int option, Pointer value, int length)
      throws LastErrorException;
}
