// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.packet.AddressSet;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.pcap4j.core.PcapHandle;

/** One pass over a capture file; to be run once. */
final class FileReplay implements CaptureLoop.Listener, CaptureThread.Capture {

  private final Path file;
  private final PcapHandle handle;
  private final CaptureLoop loop;
  private final FrameView frame;
  private final PacketHandler handler;
  private final LongConsumer clock;
  private long frames;
  private long lastNs;

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
    } catch (IOException | RuntimeException | Error e) {
      handle.close();
      throw e;
    }
  }

  private FileReplay(
      Path file, PcapHandle handle, FrameView frame, PacketHandler handler, LongConsumer clock)
      throws IOException {
    this.file = file;
    this.handle = handle;
    this.loop = CaptureLoop.ofFile(handle);
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
  public void onFrame(FrameReader read) {
    frames++;
    lastNs = read.stampNs();
    clock.accept(lastNs);
    if (frame.wrap(read.bytes(), 0, read.length(), read.wireLength())) {
      handler.onPacket(frame, lastNs);
    }
  }
}
