// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a daemon or a terminal needs of the C library, and Java does not offer. */
final class SystemCalls {

  /** See setsid(2), open(2), dup2(2), signal(2), isatty(3) and syslog(3). */
  interface LibC extends Library {
    int setsid();

    int open(String path, int flags);

    int dup2(int from, int to);

    int close(int file);

    Pointer signal(int number, Pointer handler);

    int isatty(int file);

    void openlog(Pointer identity, int option, int facility);

    void syslog(int priority, String format, Object... arguments);
  }

  private static final LibC LIB_C = Native.load(null, LibC.class);

  /** Kept by the C library, not copied. */
  private static final Memory IDENTITY = cString("knockd");

  /** SIG_DFL, which is the null pointer. */
  private static final Pointer DEFAULT_HANDLER = Pointer.NULL;

  private static final int READ_AND_WRITE = 2;
  private static final int USER = 1 << 3;
  private static final int NOTICE = 5;

  private SystemCalls() {}

  /** Leaves the terminal that this process was started from, and its standard streams. */
  static void detach() throws IOException {
    if (LIB_C.setsid() < 0) {
      throw new IOException("cannot begin a session, errno " + Native.getLastError());
    }
    int nowhere = LIB_C.open("/dev/null", READ_AND_WRITE);
    for (int stream = 0; stream <= 2; stream++) {
      if (nowhere < 0 || LIB_C.dup2(nowhere, stream) < 0) {
        throw new IOException("cannot leave the standard streams, errno " + Native.getLastError());
      }
    }
    LIB_C.close(nowhere);
  }

  /** Has a signal do again what it does by default. */
  static void stopIgnoring(int signal) {
    LIB_C.signal(signal, DEFAULT_HANDLER);
  }

  /** Whether a standard stream, 0 for input and 1 for output, is a terminal. */
  static boolean isTerminal(int stream) {
    return LIB_C.isatty(stream) == 1;
  }

  /** Makes syslog lines begin as knockd's do. */
  static void openSyslog() {
    LIB_C.openlog(IDENTITY, 0, USER);
  }

  static void syslog(String line) {
    LIB_C.syslog(NOTICE, "%s", line);
  }

  private static Memory cString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Memory memory = new Memory(bytes.length + 1L);
    memory.write(0, bytes, 0, bytes.length);
    memory.setByte(bytes.length, (byte) 0);
    return memory;
  }
}
