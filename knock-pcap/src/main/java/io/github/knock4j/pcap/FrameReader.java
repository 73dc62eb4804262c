// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteOrder;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;

/**
 * Fetches frames from libpcap one by one: pcap_next_ex(3PCAP). pcap4j's own loop has libpcap call back
 * into the JVM for each frame, and makes seven objects of it: whoever comes to an idle machine waits
 * some 50 µs longer. Its own calls for a single frame lose packets, since they take too long.
 *
 * <p>Every call needs the handle to be open until it returns, for which the caller answers. One thread
 * at a time.
 */
final class FrameReader {

  /** What came of fetching. */
  enum Found {
    FRAME,
    /** For so long no frame came. */
    NOTHING,
    /**
     * The loop was broken, or the file is at its end. On Linux it takes with it a frame that was just
     * being fetched, so break there only to stop.
     */
    BREAK
  }

  private static final int FRAME = 1;
  private static final int TIMED_OUT = 0;
  private static final int BROKEN = -2;

  /**
   * {@code struct pcap_pkthdr}: a {@code struct timeval}, and two lengths. The fraction of a second
   * fits into the lower half of a long, and is no more than that on macOS.
   */
  private static final int NANOSECONDS_AT = NativeLong.SIZE
      + (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? NativeLong.SIZE - Integer.BYTES : 0);

  private static final int LENGTH_AT = 2 * NativeLong.SIZE;
  private static final int WIRE_LENGTH_AT = LENGTH_AT + Integer.BYTES;

  static {
    Native.register(FrameReader.class, NativeLibrary.getInstance(NativeHandle.LIBRARY));
  }

  private final PcapHandle handle;
  private final Pointer pcap;
  private final Memory headerAnswer = new Memory(Native.POINTER_SIZE);
  private final Memory frameAnswer = new Memory(Native.POINTER_SIZE);
  private Pointer header = Pointer.NULL;
  private final int snapLength;
  private byte[] bytes = new byte[Libpcap.SNAP_LENGTH];
  private int length;

  FrameReader(PcapHandle handle) throws IOException {
    this.handle = handle;
    pcap = NativeHandle.pointer(handle);
    try {
      snapLength = handle.getSnapshot();
    } catch (NotOpenException e) {
      throw new IOException("it was closed", e);
    }
  }

  private static native int pcap_next_ex(Pointer pcap, Pointer headerAnswer, Pointer frameAnswer);

  /**
   * Waits for the next frame; its values are good until the next call.
   *
   * @throws IOException if libpcap cannot go on
   */
  Found next() throws IOException {
    int found = pcap_next_ex(pcap, headerAnswer, frameAnswer);
    return switch (found) {
      case FRAME -> {
        read();
        yield Found.FRAME;
      }
      case TIMED_OUT -> Found.NOTHING;
      case BROKEN -> Found.BREAK;
      default -> throw new IOException(error());
    };
  }

  private void read() throws IOException {
    header = headerAnswer.getPointer(0);
    length = header.getInt(LENGTH_AT);
    if (length < 0 || length > snapLength) {
      // On 32 bits libpcap may have been built for stamps of 64; its lengths are then elsewhere.
      throw new IOException("length of a frame must be 0.." + snapLength + ": " + length);
    }
    if (length > bytes.length) {
      bytes = new byte[length]; // bounded: libpcap refuses a file with longer frames than 256 KiB
    }
    frameAnswer.getPointer(0).read(0, bytes, 0, length);
  }

  private String error() {
    try {
      return handle.getError();
    } catch (NotOpenException e) {
      return "it was closed";
    }
  }

  /** The frame, and what may be behind it. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes of the frame there are. */
  int length() {
    return length;
  }

  /** How many bytes it had on the wire. */
  int wireLength() {
    return header.getInt(WIRE_LENGTH_AT);
  }

  /** When it came, in nanoseconds since 1970, if the handle has that precision. */
  long stampNs() {
    long seconds = header.getNativeLong(0).longValue();
    return seconds * 1_000_000_000L + header.getInt(NANOSECONDS_AT);
  }
}
