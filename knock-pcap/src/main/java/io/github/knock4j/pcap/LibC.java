// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** System calls from the C library that this JVM runs on; on other systems than Linux none is made. */
final class LibC {

  static final int EPERM = 1;
  static final int EACCES = 13;
  static final int ENOMEM = 12;

  static {
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  static native int socket(int domain, int type, int protocol) throws LastErrorException;

  static native int bind(int socket, byte[] address, int length) throws LastErrorException;

  static native NativeLong recv(int socket, Pointer bytes, NativeLong length, int flags)
      throws LastErrorException;

  static native int eventfd(int count, int flags) throws LastErrorException;

  static native NativeLong read(int descriptor, Pointer bytes, NativeLong length)
      throws LastErrorException;

  static native NativeLong write(int descriptor, byte[] bytes, NativeLong length)
      throws LastErrorException;

  static native int poll(Pointer descriptors, NativeLong count, int timeoutMs)
      throws LastErrorException;

  static native int close(int descriptor) throws LastErrorException;

  /** Answers -1 for a failure. It may leave an errno behind when it succeeds. */
  static native int getifaddrs(PointerByReference list);

  static native void freeifaddrs(Pointer list);

  static native int setsockopt(int socket, int level, int option, Pointer value, int length)
      throws LastErrorException;
}
