// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears knocks on network interfaces, before any firewall: no port needs to be open.
 *
 * <pre>{@code
 * PcapSource.on("eth0")
 * PcapSource.on("eth0", "wg*").throughput().buffer(64 << 20)
 * PcapSource.onDefaultRoute()
 * }</pre>
 *
 * <p>Needs libpcap (Debian: {@code libpcap0.8}; 1.10 or later; with an older one, closing may wait
 * for the next packet) and, on Linux, the capability {@code CAP_NET_RAW}. Not promiscuous. Only
 * packets that arrive are delivered; where the system cannot tell them apart, those that leave as
 * well, which a door without a target does not hear. Local are the addresses of the interface that
 * a packet came by, as they are at the moment.
 *
 * <p>Interfaces need not be there. One that is missing or down, when the source starts or later, is
 * waited for; one that was deleted and made anew is found again. On Linux the kernel tells of
 * changes, so that takes milliseconds; elsewhere, and as a precaution, the source looks every
 * second. One that cannot be opened is tried again after a second, then less often, at last twice a
 * minute. While an interface delivers nothing, the handler knows: {@link
 * PacketHandler#onFailure(String, Exception)} is called once for each break, with the interface's
 * name, and {@link PacketHandler#onRecovery(String)} after it. {@link #mustBeUp} is for those who
 * would rather have an error at the start.
 *
 * <p>The interface {@code any} means all of them. A packet that passes a bridge or a VLAN interface
 * is then seen once on each, and a door that hears a UDP knock twice does not open: prefer single
 * interfaces, and globs that do not match both a VLAN interface and the one below it. A frame with
 * two tags is not read on {@code any}, where newer kernels describe it as if it had none.
 *
 * <p>Threads: each interface is read by a daemon thread of its own, which calls the handler and
 * stamps packets with {@link System#nanoTime()} when they reach it; one more attends to all. Every
 * method may be called from any thread, also from the handler. What a handler throws is logged
 * (ERROR, once a minute at most), and the capture goes on. {@link PacketHandler#onLost} ({@code
 * ps_drop} of {@code pcap_stats(3PCAP)}) and {@link PacketHandler#onDropped} ({@code ps_ifdrop}) are
 * called at most once a second, with the next packet that is read, and at the end.
 *
 * <p>Memory, for each interface: the buffer, which is the kernel's, and about 50 bytes of garbage
 * for each packet read. The kernel passes on only packets that some door can hear, by protocol, port,
 * TCP flags and target, also behind VLAN tags; with some thousand ports in the doors' scopes, a few
 * more. So packets of connections that stand wake nobody. Of each packet the first 256 bytes are
 * looked at.
 */
public final class PcapSource implements PacketSource {

  private static final Logger LOG = LoggerFactory.getLogger(PcapSource.class);
  private static final int SMALLEST_BUFFER = 64 << 10;
  private static final int LARGEST_BUFFER = 1 << 30;
  private static final int DEFAULT_BUFFER = 32 << 20;

  private final InterfaceChoice choice;
  private final boolean isImmediate;
  private final int bufferBytes;
  private final boolean mustBeUp;
  private @Nullable Watching watching;
  private boolean isClosed;

  private PcapSource(
      InterfaceChoice choice, boolean isImmediate, int bufferBytes, boolean mustBeUp) {
    this.choice = choice;
    this.isImmediate = isImmediate;
    this.bufferBytes = bufferBytes;
    this.mustBeUp = mustBeUp;
  }

  /**
   * A source on interfaces, which need not exist.
   *
   * @param device an interface's name as in {@code ip link}; a glob of {@code *} and {@code ?}, for
   *     all interfaces that match it now or later; or {@code any}
   * @param more further ones
   * @return a source with low latency and a buffer of 32 MiB for each interface
   * @throws IllegalArgumentException if a name is empty
   */
  public static PcapSource on(String device, String... more) {
    List<String> devices = Stream.concat(Stream.of(device), Stream.of(more)).toList();
    return new PcapSource(new InterfaceChoice(devices), true, DEFAULT_BUFFER, false);
  }

  /**
   * A source on the interfaces by which packets leave for anywhere, whichever they are at the
   * moment: that of the best default route of IPv4, and that of IPv6. Linux only.
   *
   * @return a source with low latency and a buffer of 32 MiB for each interface
   */
  public static PcapSource onDefaultRoute() {
    InterfaceChoice choice = new InterfaceChoice(List.of(InterfaceChoice.DEFAULT_ROUTE));
    return new PcapSource(choice, true, DEFAULT_BUFFER, false);
  }

  /**
   * A source that does not start while an interface is missing or down; later it waits, as others
   * do. A glob must match something.
   *
   * @return a new source with the other settings of this one
   */
  public PcapSource mustBeUp() {
    return new PcapSource(choice, isImmediate, bufferBytes, true);
  }

  /**
   * A source that is woken for every packet: a knock is heard within a fraction of a millisecond.
   * The default.
   *
   * @return a new source with the other settings of this one
   */
  public PcapSource lowLatency() {
    return new PcapSource(choice, true, bufferBytes, mustBeUp);
  }

  /**
   * A source that is woken at most once a millisecond: less work under load, a knock is heard a
   * millisecond later.
   *
   * @return a new source with the other settings of this one
   */
  public PcapSource throughput() {
    return new PcapSource(choice, false, bufferBytes, mustBeUp);
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
    return new PcapSource(choice, isImmediate, bytes, mustBeUp);
  }

  /**
   * Opens the interfaces that are there and begins to deliver. Of those that are not, the handler
   * learns before this returns.
   *
   * @throws IOException if libpcap is missing, if it may not be used (names the capability), if an
   *     interface is of a kind that cannot be read, unless only a glob or a route led to it; or if
   *     one is missing or down that {@linkplain #mustBeUp must be up}. The source can then be
   *     started again
   * @throws IllegalStateException if the source was started or closed before
   */
  @Override
  public void start(Collection<Door> doors, PacketHandler handler) throws IOException {
    Objects.requireNonNull(handler, "handler");
    Watching starting;
    synchronized (this) {
      if (isClosed || watching != null) {
        throw new IllegalStateException("source was started or closed before: " + this);
      }
      Libpcap.require();
      starting = new Watching(this, doors, handler);
      watching = starting;
    }
    // Not under the lock: the handler may be called by now, and close this source or change doors.
    try {
      starting.start(mustBeUp);
    } catch (IOException | RuntimeException | Error e) {
      synchronized (this) {
        watching = null;
      }
      throw e;
    }
  }

  /**
   * Takes new doors. If they change what the kernel has to pass on, its filters are replaced. On
   * Linux that leaves no gap: each packet meets the old filter or the new one. Elsewhere packets
   * that arrive in the few microseconds of the exchange are not seen.
   *
   * @throws IOException if the kernel does not take a filter; the old ones are then in place again
   * @throws IllegalStateException if the source has not been started
   */
  @Override
  public void watch(Collection<Door> doors) throws IOException {
    Watching current;
    synchronized (this) {
      current = watching;
      if (current == null) {
        throw new IllegalStateException("source has not been started: " + this);
      }
    }
    current.watch(List.copyOf(doors));
  }

  /**
   * Ends the capture, within milliseconds unless the handler blocks. The kernel's buffers are given
   * back a little later. Called by the handler, it does not wait for other calls of the handler.
   */
  @Override
  public void close() {
    Watching ending;
    synchronized (this) {
      ending = watching;
      if (!isClosed && ending != null) {
        LOG.info("capture stopped interface={}", choice);
      }
      isClosed = true;
    }
    if (ending != null) {
      ending.close();
    }
  }

  InterfaceChoice choice() {
    return choice;
  }

  boolean hasToBeUp() {
    return mustBeUp;
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

  /** The interfaces. */
  @Override
  public String toString() {
    return "PcapSource[" + choice + "]";
  }
}
