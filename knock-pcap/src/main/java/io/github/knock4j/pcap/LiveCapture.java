// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.LinkType;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.RawPacketListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One interface that is captured on, from the moment it is opened until {@link #run} returns. After
 * that it can only be closed.
 */
final class LiveCapture implements RawPacketListener, CaptureThread.Capture {

  private static final Logger log = LoggerFactory.getLogger(LiveCapture.class);
  private static final long KEEP_HOUSE_EVERY_NS = Duration.ofSeconds(1).toNanos();
  private static final long COMPLAIN_EVERY_NS = Duration.ofMinutes(1).toNanos();

  private final String device;
  private final PcapHandle handle;
  private final LinkType linkType;
  private final FrameView frame;
  private final CaptureLoop loop;
  private final PacketHandler handler;
  private final NativeHandle natively;
  private @Nullable CaptureFilter filter;
  private boolean isClosed;
  private long lost;
  private long keptHouseNs = System.nanoTime();
  private long complainedNs = keptHouseNs - COMPLAIN_EVERY_NS;

  /** From now on the kernel keeps what arrives, until {@link #run} reads it. */
  static LiveCapture open(PcapSource source, Collection<Door> doors, PacketHandler handler)
      throws IOException {
    PcapHandle handle = Libpcap.live(
        source.device(), source.isImmediate(), source.timeoutMs(), source.bufferBytes());
    try {
      return new LiveCapture(source.device(), handle, doors, handler);
    } catch (IOException | RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  private LiveCapture(
      String device, PcapHandle handle, Collection<Door> doors, PacketHandler handler)
      throws IOException {
    this.device = device;
    this.handle = handle;
    this.handler = handler;
    linkType = Libpcap.linkType(handle, "interface '" + device + "'");
    frame = new FrameView(linkType, LocalAddresses.of(device));
    loop = new CaptureLoop(handle);
    natively = NativeHandle.of(handle);
    natively.ignoreOutgoing();
    install(doors);
  }

  LinkType linkType() {
    return linkType;
  }

  /** Delivers packets until {@link #stop}; throws if the interface is gone. */
  @Override
  public void run() throws IOException {
    try {
      loop.run(this);
    } catch (IOException e) {
      throw new IOException("capture on '" + device + "' has ended: " + e.getMessage(), e);
    } finally {
      tellLost();
    }
  }

  @Override
  public void stop() {
    loop.stop();
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    handle.close();
  }

  /** Returns when the new filter is in the kernel. Does nothing if the capture is over. */
  void watch(Collection<Door> doors) throws IOException {
    if (natively.canSwap()) {
      synchronized (this) {
        if (!isClosed) {
          install(doors);
        }
      }
    } else {
      loop.between(() -> {
        install(doors);
        return null;
      });
    }
  }

  private void install(Collection<Door> doors) throws IOException {
    CaptureFilter exact = CaptureFilter.of(doors, linkType);
    if (exact.equals(filter)) {
      return;
    }
    try {
      if (natively.canSwap()) {
        swap(CaptureFilter.ofEachLength(doors, linkType).iterator());
      } else {
        natively.set(exact);
      }
      filter = exact;
    } catch (IOException e) {
      throw new IOException(
          "cannot install the capture filter on interface '" + device + "': " + e.getMessage(), e);
    }
  }

  private void swap(Iterator<CaptureFilter> exactFirst) throws IOException {
    while (exactFirst.hasNext()) {
      if (natively.swap(exactFirst.next())) {
        return;
      }
      log.debug("kernel has no room for an exact filter interface={}", device);
    }
    throw new IOException("the kernel has no room for it, see net.core.optmem_max");
  }

  @Override
  public void gotPacket(byte[] bytes) {
    long nowNs = System.nanoTime();
    try {
      keepHouse(nowNs);
      if (frame.wrap(bytes, 0, bytes.length, handle.getOriginalLength())) {
        handler.onPacket(frame, nowNs);
      }
    } catch (RuntimeException | Error e) {
      complain(e, nowNs);
    }
  }

  /** Before the packet is looked at: it may be the first to a new address. */
  private void keepHouse(long nowNs) {
    if (nowNs - keptHouseNs >= KEEP_HOUSE_EVERY_NS) {
      keptHouseNs = nowNs;
      readAddresses();
      tellLost();
    }
  }

  /** The kernel counts in 32 bits. */
  private void tellLost() {
    try {
      long count = handle.getStats().getNumPacketsDropped() - lost & 0xffff_ffffL;
      lost += count;
      if (count > 0) {
        handler.onLost(count);
      }
    } catch (PcapNativeException | NotOpenException e) {
      log.debug("lost packets cannot be counted interface={}", device, e);
    }
  }

  private void readAddresses() {
    try {
      frame.local(LocalAddresses.of(device));
    } catch (IOException e) {
      log.debug("addresses cannot be read interface={}", device, e);
    }
  }

  /** A handler that fails must neither end the capture nor fill the log. */
  private void complain(Throwable e, long nowNs) {
    if (nowNs - complainedNs >= COMPLAIN_EVERY_NS) {
      complainedNs = nowNs;
      log.error("packet handler failed interface={}", device, e);
    }
  }
}
