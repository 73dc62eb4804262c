// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.LinkType;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes a door that leads nowhere to visitors who do not exist, before a real one comes. A
 * JVM loads classes when they are first needed, and compiles what has run some hundred times: the
 * first visitor would wait for the former, and the first hundreds for slow code.
 *
 * <p>All parts are its own, but for the code: nobody hears of it, nothing is logged or counted, no
 * file is written, and its threads are gone afterwards. It takes about 0.1 s of one processor, a
 * second at most, while sources and actions make ready, once in the life of the JVM.
 */
final class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  private static final long LONGEST_NS = SECONDS.toNanos(1);

  /**
   * Enough for the quick compiler of the JVM. Many more would call the thorough one, which gains
   * little, and would be at work just when the first visitors come.
   */
  private static final int VISITORS = 600;

  private static final Duration PATIENCE = Duration.ofMillis(50);

  /** In a time of its own, an earlier visitor's lease ends while a later one knocks. */
  private static final long BETWEEN_VISITORS_NS = MILLISECONDS.toNanos(300);

  private static final Door NOWHERE = Door.named("nowhere")
      .knock(Knock.udp(1))
      .knock(Knock.tcp(2))
      .within(Duration.ofSeconds(1))
      .openFor(Duration.ofSeconds(1))
      .build();

  private static final int IP_HEADER = 20;
  private static final int VISITOR_AT = 12;

  private final KeeperThreads threads = new KeeperThreads();
  private final FrameView view = new FrameView(LinkType.RAW_IP);
  private final Grants grants;
  private final Watch watch;
  private final AtomicInteger letIn = new AtomicInteger();
  private volatile long nowNs;

  WarmUp(boolean keepsLeases) {
    grants = new Grants(
        Doorkeeper.watching(new Silence()).actionThreads(1),
        keepsLeases ? Journal.forgetful() : Journal.inMemory(),
        Chronicle.blank(threads),
        threads,
        () -> nowNs,
        () -> {});
    watch = new Watch(
        List.of(Guard.of(NOWHERE, grant -> letIn.incrementAndGet())),
        EngineLimits.defaults().withAttempts(1 << 10),
        null,
        grants::opened);
  }

  /**
   * Begins on a thread of its own, unless that was done before in this JVM. Who is in a hurry at the
   * start need not wait.
   *
   * @param keepsLeases whether leases are to be written down
   */
  static void begin(boolean keepsLeases) {
    if (BEGUN.compareAndSet(false, true)) {
      Thread thread = new Thread(() -> tryOut(keepsLeases), "knock4j-warm-up");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void tryOut(boolean keepsLeases) {
    try {
      new WarmUp(keepsLeases).run();
    } catch (RuntimeException | Error e) {
      LOG.debug("warm-up failed, first doors open more slowly", e);
    }
  }

  /** Answers how many visitors were let in. */
  int run() {
    long startNs = System.nanoTime();
    try (grants) {
      grants.start(List.of());
      for (int i = 0; i < VISITORS && System.nanoTime() - startNs < LONGEST_NS; i++) {
        nowNs += BETWEEN_VISITORS_NS;
        visit(i);
      }
      grants.end(false, PATIENCE);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is read or written", e);
    }
    return letIn.get();
  }

  /** As in earnest, the thread for actions has nothing to do when the visitor comes. */
  private void visit(int visitor) {
    for (Knock knock : NOWHERE.knocks()) {
      byte[] packet = packet(visitor, knock);
      if (view.wrap(packet, packet.length)) {
        watch.onPacket(view, nowNs);
      }
    }
    grants.awaitIdle(PATIENCE);
  }

  /** As it is behind a link's header: RFC 791 section 3.1, RFC 9293 section 3.1, RFC 768. */
  private static byte[] packet(int visitor, Knock knock) {
    boolean tcp = knock.protocol() == Protocol.TCP;
    int length = IP_HEADER + (tcp ? 20 : 8);
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
    packet.put((byte) 64).put((byte) (tcp ? 6 : 17)).putShort((short) 0);
    packet.putInt(VISITOR_AT, 0x0a00_0000 + visitor);
    packet.putShort(IP_HEADER, (short) 40_000).putShort(IP_HEADER + 2, (short) knock.port());
    if (tcp) {
      packet.putInt(IP_HEADER + 4, visitor);
      packet.put(IP_HEADER + 12, (byte) 0x50).put(IP_HEADER + 13, (byte) TcpFlags.Flag.SYN.bit());
    } else {
      packet.putShort(IP_HEADER + 4, (short) 8);
    }
    return packet.array();
  }

  /** No packet comes by this. */
  private static final class Silence implements PacketSource {
    @Override
    public void start(Collection<Door> doors, PacketHandler handler) {}

    @Override
    public void close() {}
  }
}
