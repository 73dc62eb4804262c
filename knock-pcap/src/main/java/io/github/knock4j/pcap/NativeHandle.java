// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import org.pcap4j.core.PcapHandle;

/**
 * What pcap4j has no call for: filters that are not text, and sockets that leave out what the host
 * itself sends.
 *
 * <p>pcap4j 1.8 keeps libpcap's handle in a private field, which is read here. Every call needs the
 * handle to be open until it returns, for which the caller answers.
 */
final class NativeHandle {

  private static final int SOL_SOCKET = Platform.isMIPS() ? 0xffff : 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_IGNORE_OUTGOING = 23;

  private static final int NO_DESCRIPTOR = -1;

  /** As pcap4j finds it. */
  static final String LIBRARY =
      System.getProperty("org.pcap4j.core.pcapLibName", Platform.isWindows() ? "wpcap" : "pcap");

  private final Pointer handle;
  private final int socket;

  private NativeHandle(Pointer handle, int socket) {
    this.handle = handle;
    this.socket = socket;
  }

  static NativeHandle of(PcapHandle handle) throws IOException {
    Pointer pointer = pointer(handle);
    int socket = Platform.isLinux()
        ? libpcap("pcap_fileno").invokeInt(new Object[] {pointer})
        : NO_DESCRIPTOR;
    return new NativeHandle(pointer, socket);
  }

  /** The {@code pcap_t}. */
  static Pointer pointer(PcapHandle handle) throws IOException {
    try {
      Field field = PcapHandle.class.getDeclaredField("handle");
      field.setAccessible(true);
      return (Pointer) field.get(handle);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IOException("pcap4j 1.8 is needed, and another one is there: " + e.getMessage(), e);
    }
  }

  private static Function libpcap(String name) {
    return NativeLibrary.getInstance(LIBRARY).getFunction(name);
  }

  /** Whether {@link #swap} works. */
  boolean canSwap() {
    return socket != NO_DESCRIPTOR;
  }

  /**
   * Puts a filter in the place of the one before, from any thread. At no time is there another than
   * one of these two: the kernel changes one pointer. pcap_setfilter(3PCAP) would let nothing pass
   * for some microseconds. It is therefore never called on such a handle, which has the pleasant
   * consequence that libpcap filters nothing by itself.
   *
   * @return false if the kernel has no room for so long a filter; the old one then stays
   */
  boolean swap(CaptureFilter filter) throws IOException {
    try (Program program = new Program(filter)) {
      program.head.setShort(0, (short) filter.instructions());
      LibC.setsockopt(
          socket, SOL_SOCKET, SO_ATTACH_FILTER, program.head, (int) program.head.size());
      return true;
    } catch (LastErrorException e) {
      if (e.getErrorCode() == LibC.ENOMEM) {
        return false;
      }
      throw new IOException("the kernel refuses the filter, errno " + e.getErrorCode());
    }
  }

  /** Sets a filter by libpcap, on the thread that reads the handle. */
  void set(CaptureFilter filter) throws IOException {
    try (Program program = new Program(filter)) {
      program.head.setInt(0, filter.instructions());
      Object[] arguments = {handle, program.head};
      if (libpcap("pcap_setfilter").invokeInt(arguments) != 0) {
        throw new IOException("libpcap refuses the filter");
      }
    }
  }

  /** Since Linux 4.20; what an older kernel delivers is left out by libpcap later. */
  void ignoreOutgoing() {
    if (socket == NO_DESCRIPTOR) {
      return;
    }
    try (Memory yes = new Memory(Integer.BYTES)) {
      yes.setInt(0, 1);
      LibC.setsockopt(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, yes, Integer.BYTES);
    } catch (LastErrorException e) {
      // As said.
    }
  }

  /**
   * {@code struct sock_fprog} and {@code struct bpf_program} are a length, of different sizes, and a
   * pointer. Whoever made one writes the length.
   */
  private static final class Program implements AutoCloseable {

    private final Memory head = new Memory(2L * Native.POINTER_SIZE);
    private final Memory instructions;

    Program(CaptureFilter filter) {
      byte[] bytes = filter.program();
      instructions = new Memory(bytes.length);
      instructions.write(0, bytes, 0, bytes.length);
      head.clear();
      head.setPointer(Native.POINTER_SIZE, instructions);
    }

    @Override
    public void close() {
      Reference.reachabilityFence(instructions);
      instructions.close();
      head.close();
    }
  }
}
