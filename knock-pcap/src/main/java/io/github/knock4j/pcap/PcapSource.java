// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears knocks on a network interface, before any firewall: no port needs to be open.
 *
 * <pre>{@code
 * PcapSource.on("eth0")
 * PcapSource.on("eth0").throughput().buffer(64 << 20)
 * }</pre>
 *
 * <p>Needs libpcap (Debian: {@code libpcap0.8}; 1.10 or later; with an older one, closing may wait
 * for the next packet) and, on Linux, the capability {@code CAP_NET_RAW}. Not promiscuous. Only
 * packets that arrive are delivered; where the system cannot tell them apart, those that leave as
 * well, which a door without a target does not hear. Local are the addresses of the
 * interface; they are read again every second while packets arrive.
 *
 * <p>The interface {@code any} means all of them. A packet that passes a bridge or a VLAN interface
 * is then seen once on each, and a door that hears a UDP knock twice does not open: prefer one
 * interface.
 *
 * <p>Threads: each source delivers on one daemon thread of its own, and stamps packets with {@link
 * System#nanoTime()} when they reach it. Every method may be called from any thread, also from the
 * handler. What a handler throws is logged (ERROR, once a minute at most), and the capture goes on.
 * {@link PacketHandler#onLost} is called at most once a second, with the next packet that is read,
 * and at the end; its count is that of {@code pcap_stats(3PCAP)}, {@code ps_drop}.
 *
 * <p>Memory: the buffer, which is the kernel's, and about 0.5 KB of garbage for each packet read.
 * The kernel passes on only packets that the doors' protocols and TCP flags admit, see {@code
 * pcap-filter(7)}. Of each packet the first 256 bytes are looked at.
 */
public final class PcapSource implements PacketSource {

  private static final Logger log = LoggerFactory.getLogger(PcapSource.class);
  private static final int SMALLEST_BUFFER = 64 << 10;
  private static final int LARGEST_BUFFER = 1 << 30;
  private static final int DEFAULT_BUFFER = 32 << 20;

  private final String device;
  private final boolean isImmediate;
  private final int bufferBytes;
  private @Nullable LiveCapture capture;
  private @Nullable CaptureThread thread;
  private boolean isClosed;

  private PcapSource(String device, boolean isImmediate, int bufferBytes) {
    this.device = device;
    this.isImmediate = isImmediate;
    this.bufferBytes = bufferBytes;
  }

  /**
   * A source on an interface, which need not exist before {@link #start}.
   *
   * @param device the interface's name as in {@code ip link}, or {@code any}
   * @return a source with low latency and a buffer of 32 MiB
   * @throws IllegalArgumentException if the name is empty
   */
  public static PcapSource on(String device) {
    if (device.isBlank()) {
      throw new IllegalArgumentException("interface name must not be empty");
    }
    return new PcapSource(device, true, DEFAULT_BUFFER);
  }

  /**
   * A source that is woken for every packet: a knock is heard within a fraction of a millisecond.
   * The default.
   *
   * @return a new source with the other settings of this one
   */
  public PcapSource lowLatency() {
    return new PcapSource(device, true, bufferBytes);
  }

  /**
   * A source that is woken at most once a millisecond: less work under load, a knock is heard a
   * millisecond later.
   *
   * @return a new source with the other settings of this one
   */
  public PcapSource throughput() {
    return new PcapSource(device, false, bufferBytes);
  }

  /**
   * A source whose kernel buffer has another size: what arrives faster than it is read waits there,
   * and is lost when it is full. 32 MiB, the default, hold about 90,000 packets.
   *
   * @param bytes 64 KiB to 1 GiB
   * @return a new source with the other settings of this one
   * @throws IllegalArgumentException if the size is out of range
   */
  public PcapSource buffer(int bytes) {
    if (bytes < SMALLEST_BUFFER || bytes > LARGEST_BUFFER) {
      throw new IllegalArgumentException(
          "buffer must be " + SMALLEST_BUFFER + ".." + LARGEST_BUFFER + " bytes: " + bytes);
    }
    return new PcapSource(device, isImmediate, bytes);
  }

  /**
   * Opens the interface and begins to deliver.
   *
   * @throws IOException if libpcap is missing, if it may not be used (names the capability), or if
   *     the interface does not exist (names those that do), is down, or is of a kind that cannot be
   *     read; the source can then be started again
   * @throws IllegalStateException if the source was started or closed before
   */
  @Override
  public synchronized void start(Collection<Door> doors, PacketHandler handler) throws IOException {
    Objects.requireNonNull(handler, "handler");
    if (isClosed || thread != null) {
      throw new IllegalStateException("source was started or closed before: " + this);
    }
    LiveCapture opened = LiveCapture.open(this, List.copyOf(doors), handler);
    capture = opened;
    thread = CaptureThread.start("knock4j-pcap-" + device, opened, handler);
    log.info("capture started interface={} link={}", device, opened.linkType());
  }

  /**
   * Takes new doors. If they change what the kernel has to pass on, its filter is replaced: packets
   * that it has passed on already stay, and those that arrive in the few microseconds which libpcap
   * needs to replace it are not seen.
   *
   * @throws IOException if the kernel does not take the filter
   * @throws IllegalStateException if the source has not been started
   */
  @Override
  public void watch(Collection<Door> doors) throws IOException {
    LiveCapture current;
    synchronized (this) {
      current = capture;
      if (current == null) {
        throw new IllegalStateException("source has not been started: " + this);
      }
    }
    current.watch(List.copyOf(doors));
  }

  /**
   * Ends the capture, within milliseconds unless the handler blocks. The kernel's buffer is given
   * back a little later.
   */
  @Override
  public void close() {
    CaptureThread ending;
    synchronized (this) {
      ending = thread;
      if (!isClosed && ending != null) {
        log.info("capture stopped interface={}", device);
      }
      isClosed = true;
    }
    if (ending != null) {
      ending.stop();
    }
  }

  String device() {
    return device;
  }

  boolean isImmediate() {
    return isImmediate;
  }

  /** When immediate, only how long an older libpcap takes to notice that it should stop. */
  int timeoutMs() {
    return isImmediate ? 100 : 1;
  }

  int bufferBytes() {
    return bufferBytes;
  }

  /** The interface. */
  @Override
  public String toString() {
    return "PcapSource[" + device + "]";
  }
}
