// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.packet.AddressSet;
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
import org.pcap4j.core.PcapStat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One interface that is captured on, from the moment it is opened until {@link #run} returns. After
 * that it can only be closed.
 */
final class LiveCapture implements CaptureLoop.Listener, Tap {

  private static final Logger LOG = LoggerFactory.getLogger(LiveCapture.class);
  private static final long TELL_LOST_EVERY_NS = Duration.ofSeconds(1).toNanos();

  /** A capture that fails sooner than that, thrice, is not worth going on with. */
  private static final long SHORTEST_RUN_NS = Duration.ofMillis(100).toNanos();

  private final String device;
  private final int index;
  private final PcapHandle handle;
  private final LinkType linkType;
  private final FrameView frame;
  private final CaptureLoop loop;
  private final PacketHandler handler;
  private final NativeHandle natively;
  private @Nullable CaptureFilter filter;
  private boolean isClosed;
  private final Count lost = new Count();
  private final Count dropped = new Count();
  private int shortRuns;
  private long toldLostNs = System.nanoTime();

  /** A handler that fails must neither end the capture nor fill the log. */
  private final Complaints complaints;

  /** From now on the kernel keeps what arrives, until {@link #run} reads it. */
  static LiveCapture open(
      PcapSource source, Link link, Collection<Door> doors, PacketHandler handler)
      throws IOException {
    PcapHandle handle =
        Libpcap.live(link.name(), source.isImmediate(), source.timeoutMs(), source.bufferBytes());
    try {
      return new LiveCapture(link, handle, doors, handler);
    } catch (IOException | RuntimeException | Error e) {
      handle.close();
      throw e;
    }
  }

  private LiveCapture(Link link, PcapHandle handle, Collection<Door> doors, PacketHandler handler)
      throws IOException {
    device = link.name();
    index = link.index();
    complaints = new Complaints(LOG, "packet handler failed interface=" + device);
    this.handle = handle;
    this.handler = handler;
    linkType = Libpcap.linkType(handle, "interface '" + device + "'");
    // It may have got an address while it was being opened, which takes a while.
    Link now = Links.read().getOrDefault(device, link);
    frame = new FrameView(linkType, AddressSet.of(now.addresses()));
    loop = CaptureLoop.live(handle);
    natively = NativeHandle.of(handle);
    natively.ignoreOutgoing();
    install(doors);
    LOG.info("capture started interface={} link={}", device, linkType);
  }

  /** Delivers packets until {@link #stop}; throws if the interface is gone. */
  @Override
  public void run() throws IOException {
    try {
      while (!readWhileUp()) {
        LOG.debug("interface went down, capture goes on interface={}", device);
      }
    } catch (IOException e) {
      throw new IOException(
          "capture on interface '" + device + "' has ended: " + e.getMessage(), e);
    } finally {
      tellLost();
    }
  }

  /**
   * When its interface goes down, libpcap reports that as an error, once. The socket is as good as
   * before, and hears the first packet when the interface is up again.
   *
   * @return false if the interface went down, and is still there
   */
  private boolean readWhileUp() throws IOException {
    long startNs = System.nanoTime();
    try {
      loop.run(this);
      return true;
    } catch (IOException e) {
      Link now = Links.read().get(device);
      boolean isStillThere = now != null && now.index() == index;
      if (!isStillThere || System.nanoTime() - startNs < SHORTEST_RUN_NS && ++shortRuns > 2) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public void local(AddressSet addresses) {
    frame.local(addresses);
  }

  @Override
  public void stop() {
    loop.stop();
  }

  /** Not under the lock as a whole: in a flood the kernel takes its time, and others must not wait. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true; // so no filter is being swapped, nor will be
    }
    handle.close();
  }

  /** Returns when the new filter is in the kernel. */
  @Override
  public void watch(Collection<Door> doors) throws IOException {
    if (natively.canSwap()) {
      installUnlessClosed(doors);
    } else {
      loop.between(() -> {
        installUnlessClosed(doors);
        return null;
      });
    }
  }

  private synchronized void installUnlessClosed(Collection<Door> doors) throws IOException {
    if (!isClosed) {
      install(doors);
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
      LOG.debug("kernel has no room for an exact filter interface={}", device);
    }
    throw new IOException("the kernel has no room for it, see net.core.optmem_max");
  }

  @Override
  public void onFrame(FrameReader read) {
    long nowNs = System.nanoTime();
    try {
      tellLostNowAndThen(nowNs);
      if (frame.wrap(read.bytes(), 0, read.length(), read.wireLength())) {
        handler.onPacket(frame, nowNs);
      }
    } catch (Throwable e) { // in other languages than Java, also checked exceptions
      complaints.add(e);
    }
  }

  private void tellLostNowAndThen(long nowNs) {
    if (nowNs - toldLostNs >= TELL_LOST_EVERY_NS) {
      toldLostNs = nowNs;
      tellLost();
    }
  }

  private void tellLost() {
    try {
      PcapStat stats = handle.getStats();
      long newlyLost = lost.upTo(stats.getNumPacketsDropped());
      long newlyDropped = dropped.upTo(stats.getNumPacketsDroppedByIf());
      if (newlyLost > 0) {
        handler.onLost(newlyLost);
      }
      if (newlyDropped > 0) {
        handler.onDropped(newlyDropped);
      }
    } catch (PcapNativeException | NotOpenException e) {
      LOG.debug("lost packets cannot be counted interface={}", device, e);
    } catch (Throwable e) {
      complaints.add(e);
    }
  }

  /** What has been counted in 32 bits since it was last asked for. */
  private static final class Count {

    private long last;

    long upTo(long now) {
      long more = now - last & 0xffff_ffffL;
      last = now;
      return more;
    }
  }
}
