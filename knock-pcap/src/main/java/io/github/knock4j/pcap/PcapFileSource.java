// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.packet.AddressSet;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replays a capture file, as fast as it can be read: what would these doors have done that day?
 *
 * <p>Reads what libpcap reads, {@code pcap-savefile(5)}: pcap in both byte orders, with
 * microseconds or nanoseconds, and pcapng as far as all its interfaces are of one kind. Needs
 * libpcap, but no privilege.
 *
 * <p>Packets are stamped with the file's own stamps, in nanoseconds since 1970, in the order of the
 * file. Nothing is filtered: all TCP and UDP packets are delivered, also those that had left the
 * host which captured them. Every destination counts as local unless {@link #local} says which are.
 *
 * <p>Thread-safe, save that one replay at a time tells {@link #nowNs} where it is. Takes the memory
 * of one frame, however long the file is.
 */
public final class PcapFileSource implements PacketSource {

  private final Path file;
  private final AddressSet local;
  private volatile long nowNs;
  private @Nullable CaptureThread thread;
  private boolean isClosed;

  private PcapFileSource(Path file, AddressSet local) {
    this.file = file;
    this.local = local;
  }

  /**
   * A source that replays a file; it is opened when the replay starts.
   *
   * @param file a capture file
   * @return a source to which every destination is local
   */
  public static PcapFileSource reading(Path file) {
    return new PcapFileSource(Objects.requireNonNull(file, "file"), AddressSet.EVERY);
  }

  /**
   * A source that knows which addresses were local where the file was captured.
   *
   * @param addresses the addresses, at least one
   * @return a new source for the same file
   * @throws IllegalArgumentException if there are none
   */
  public PcapFileSource local(IpAddress... addresses) {
    if (addresses.length == 0) {
      throw new IllegalArgumentException("local addresses must be 1 or more: 0");
    }
    return new PcapFileSource(file, AddressSet.of(List.of(addresses)));
  }

  /**
   * Replays the file on the calling thread. Calls {@link PacketHandler#onIdle} with the last stamp
   * at the end, unless there was none. May be called again, and is not ended by {@link #close};
   * what the handler throws ends it.
   *
   * @param handler takes the packets
   * @return how many frames the file holds, also those that are no TCP or UDP packet
   * @throws IOException if libpcap is missing, or the file is missing, cannot be read or is
   *     garbled; what comes before the garbled place has then been delivered
   */
  public long replay(PacketHandler handler) throws IOException {
    try (FileReplay replay = open(handler)) {
      replay.run();
      return replay.frames();
    }
  }

  /**
   * Begins to replay the file on a daemon thread of its own. At the end {@link
   * PacketHandler#onIdle} is called with the last stamp; if the file turns out to be garbled on the
   * way, or the handler throws, {@link PacketHandler#onFailure}.
   *
   * @throws IOException if libpcap is missing, or the file is missing or cannot be read; the source
   *     can then be started again
   * @throws IllegalStateException if the source was started or closed before
   */
  @Override
  public synchronized void start(Collection<Door> doors, PacketHandler handler) throws IOException {
    if (isClosed || thread != null) {
      throw new IllegalStateException("source was started or closed before: " + this);
    }
    thread = CaptureThread.start("knock4j-pcap-replay", open(handler), handler::onFailure);
  }

  /**
   * Waits until the replay that {@link #start} began has ended: by reaching the end, by a failure,
   * or by {@link #close}.
   *
   * @param timeout how long to wait at most
   * @return false if it has not ended by then
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws IllegalStateException if the source has not been started
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    CaptureThread running;
    synchronized (this) {
      running = thread;
    }
    if (running == null) {
      throw new IllegalStateException("source has not been started: " + this);
    }
    return running.awaitEnd(timeout);
  }

  /**
   * The stamp of the frame that was read last.
   *
   * @return nanoseconds since 1970; 0 before the first frame
   */
  @Override
  public long nowNs() {
    return nowNs;
  }

  /** Ends the replay that {@link #start} began. */
  @Override
  public void close() {
    CaptureThread ending;
    synchronized (this) {
      isClosed = true;
      ending = thread;
    }
    if (ending != null) {
      ending.stop();
      ending.awaitSilence();
    }
  }

  private FileReplay open(PacketHandler handler) throws IOException {
    Objects.requireNonNull(handler, "handler");
    return FileReplay.open(file, local, handler, stamp -> nowNs = stamp);
  }

  /** The file. */
  @Override
  public String toString() {
    return "PcapFileSource[" + file + "]";
  }
}
