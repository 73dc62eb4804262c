// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.packet.AddressSet;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.RawPacketListener;

/** One pass over a capture file; to be run once. */
final class FileReplay implements RawPacketListener, CaptureThread.Capture {

  private final Path file;
  private final PcapHandle handle;
  private final CaptureLoop loop;
  private final FrameView frame;
  private final PacketHandler handler;
  private final LongConsumer clock;
  private long frames;
  private long lastNs;
  private @Nullable Throwable thrown;

  static FileReplay open(Path file, AddressSet local, PacketHandler handler, LongConsumer clock)
      throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "capture file does not exist");
    }
    // Absolute, since libpcap reads "-" as standard input.
    PcapHandle handle = Libpcap.file(file.toAbsolutePath().toString());
    try {
      FrameView frame = new FrameView(Libpcap.linkType(handle, "file '" + file + "'"), local);
      return new FileReplay(file, handle, frame, handler, clock);
    } catch (IOException e) {
      handle.close();
      throw e;
    }
  }

  private FileReplay(
      Path file, PcapHandle handle, FrameView frame, PacketHandler handler, LongConsumer clock) {
    this.file = file;
    this.handle = handle;
    this.loop = new CaptureLoop(handle);
    this.frame = frame;
    this.handler = handler;
    this.clock = clock;
  }

  @Override
  public void run() throws IOException {
    boolean isAtEnd;
    try {
      isAtEnd = loop.run(this);
    } catch (IOException e) {
      throw new IOException(
          "capture file '" + file + "' is garbled after frame " + frames + ": " + e.getMessage(),
          e);
    }
    rethrow(thrown);
    if (isAtEnd && frames > 0) {
      handler.onIdle(lastNs);
    }
  }

  @Override
  public void stop() {
    loop.stop();
  }

  @Override
  public void close() {
    handle.close();
  }

  long frames() {
    return frames;
  }

  @Override
  public void gotPacket(byte[] bytes) {
    if (thrown != null) {
      return; // libpcap may hand over what it has read already
    }
    try {
      frames++;
      lastNs = ns(handle.getTimestamp());
      clock.accept(lastNs);
      if (frame.wrap(bytes, 0, bytes.length, handle.getOriginalLength())) {
        handler.onPacket(frame, lastNs);
      }
    } catch (RuntimeException | Error e) {
      thrown = e; // not through libpcap, whose stack knows nothing of exceptions
      loop.stop();
    }
  }

  /** Of the stamp's milliseconds only the seconds are used: its nanoseconds hold the rest. */
  static long ns(Timestamp stamp) {
    return Math.floorDiv(stamp.getTime(), 1000L) * 1_000_000_000L + stamp.getNanos();
  }

  private static void rethrow(@Nullable Throwable e) {
    if (e instanceof RuntimeException exception) {
      throw exception;
    }
    if (e instanceof Error error) {
      throw error;
    }
  }
}
