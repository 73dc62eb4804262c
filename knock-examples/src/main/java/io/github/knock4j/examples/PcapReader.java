// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads Ethernet frames out of a capture file of the classic kind, {@code pcap-savefile(5)}, in pure
 * Java: a packet source of one's own. Both byte orders, microseconds and nanoseconds. Not
 * thread-safe.
 */
public final class PcapReader {

  /** Takes each frame; the bytes are good only during the call. */
  @FunctionalInterface
  public interface FrameHandler {

    /**
     * Takes one frame.
     *
     * @param bytes holds the frame from its first byte on
     * @param length how long the frame is
     * @param nowNs when it was captured, in nanoseconds since 1970
     */
    void onFrame(byte[] bytes, int length, long nowNs);
  }

  private static final int MICROSECONDS = 0xa1b2c3d4;
  private static final int NANOSECONDS = 0xa1b23c4d;
  private static final int ETHERNET = 1;
  private static final int LONGEST_FRAME = 262_144;

  private final DataInputStream in;
  private final ByteBuffer header = ByteBuffer.allocate(24);
  private final long fractionNs;

  /**
   * Reads the header of a file.
   *
   * @param file its bytes from the beginning; the caller closes it
   * @throws IOException if it is no such file, or holds other frames than Ethernet
   */
  public PcapReader(InputStream file) throws IOException {
    in = new DataInputStream(file);
    in.readFully(header.array(), 0, 24);
    fractionNs = fractionNs(header);
    int linkType = header.getInt(20);
    if (linkType != ETHERNET) {
      throw new IOException("link type of a capture must be 1, Ethernet: " + linkType);
    }
  }

  /** Finds the byte order on the way. */
  private static long fractionNs(ByteBuffer header) throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      int magic = header.order(order).getInt(0);
      if (magic == MICROSECONDS || magic == NANOSECONDS) {
        return magic == MICROSECONDS ? 1_000 : 1;
      }
    }
    throw new IOException("not a capture file");
  }

  /**
   * Hands over every frame, in the order of the file.
   *
   * @param handler takes them
   * @return how many there were
   * @throws IOException if the file cannot be read, is cut short or garbled; what comes before has
   *     then been handed over
   */
  public long readAll(FrameHandler handler) throws IOException {
    byte[] frame = new byte[LONGEST_FRAME];
    long frames = 0;
    while (readHeader()) {
      int length = header.getInt(8);
      if (length < 0 || length > LONGEST_FRAME) {
        throw new IOException(
            "frame must have 0.." + LONGEST_FRAME + " bytes: " + Integer.toUnsignedString(length));
      }
      in.readFully(frame, 0, length);
      long seconds = Integer.toUnsignedLong(header.getInt(0));
      long fraction = Integer.toUnsignedLong(header.getInt(4));
      handler.onFrame(frame, length, seconds * 1_000_000_000 + fraction * fractionNs);
      frames++;
    }
    return frames;
  }

  /** False at the end of the file; one that ends within a header is cut short. */
  private boolean readHeader() throws IOException {
    int read = in.readNBytes(header.array(), 0, 16);
    if (read > 0 && read < 16) {
      throw new EOFException("capture is cut short");
    }
    return read == 16;
  }
}
