// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.runtime;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.Frames;
import io.github.knock4j.packet.LinkType;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A source whose packets and whose time a test makes up. Delivers on the thread of the test; as every
 * source must, {@link #close} waits until no other thread delivers.
 *
 * <pre>{@code
 * ScriptedSource source = ScriptedSource.startingAt(0);
 * Doorkeeper keeper = Doorkeeper.watching(source).guard(ssh, action).start();
 * source.knockAt(ssh, "203.0.113.7").after(ofMinutes(10));
 * }</pre>
 */
public final class ScriptedSource implements PacketSource {

  private static final String HERE_IPV4 = "192.0.2.254";
  private static final String HERE_IPV6 = "2001:db8::fe";

  /** Fair, or {@link #close} might wait long for its turn while one thread delivers without rest. */
  private final Lock delivering = new ReentrantLock(true);

  private final List<List<Door>> watched = new ArrayList<>();
  private volatile long nowNs;
  private volatile boolean closed;
  private @Nullable PacketHandler handler;
  private @Nullable IOException refusal;
  private int sent;

  private ScriptedSource(long nowNs) {
    this.nowNs = nowNs;
  }

  /** A source whose clock shows this time until the test moves it. */
  public static ScriptedSource startingAt(long nowNs) {
    return new ScriptedSource(nowNs);
  }

  /** Makes the next {@link #start} or {@link #watch} fail; null: no more. */
  public ScriptedSource refusing(@Nullable IOException failure) {
    refusal = failure;
    return this;
  }

  /** Sends one packet, new to everyone. */
  public ScriptedSource knock(String visitor, Knock knock) {
    sent++;
    int sourcePort = 32_768 + sent % 32_768;
    String here = visitor.contains(":") ? HERE_IPV6 : HERE_IPV4;
    Frames frame = Frames.on(LinkType.RAW_IP).ip(visitor, here).seq(sent);
    byte[] bytes = (knock.protocol() == Protocol.TCP
            ? frame.tcp(sourcePort, knock.port())
            : frame.udp(sourcePort, knock.port()))
        .bytes();
    FrameView view = new FrameView(LinkType.RAW_IP);
    if (!view.wrap(bytes, bytes.length)) {
      throw new IllegalArgumentException("no packet comes from " + visitor);
    }
    alone(() -> {
      if (!closed) {
        handler().onPacket(view, nowNs);
      }
    });
    return this;
  }

  /** Sends the whole sequence of a door. */
  public ScriptedSource knockAt(Door door, String visitor) {
    door.knocks().forEach(knock -> knock(visitor, knock));
    return this;
  }

  /** Moves the clock, and says so. */
  public ScriptedSource after(Duration pause) {
    return afterNs(pause.toNanos());
  }

  /** Moves the clock, and says so. */
  public ScriptedSource afterNs(long pauseNs) {
    alone(() -> {
      nowNs += pauseNs;
      if (!closed) {
        handler().onIdle(nowNs);
      }
    });
    return this;
  }

  /** Loses packets. */
  public ScriptedSource lose(long count) {
    handler().onLost(count);
    return this;
  }

  /** Has an interface that drops packets. */
  public ScriptedSource drop(long count) {
    handler().onDropped(count);
    return this;
  }

  /** Has a part that breaks. */
  public ScriptedSource fail(String part, Exception cause) {
    handler().onFailure(part, cause);
    return this;
  }

  /** Has a part that delivers again. */
  public ScriptedSource recover(String part) {
    handler().onRecovery(part);
    return this;
  }

  /** Delivers again. */
  public ScriptedSource recover() {
    handler().onRecovery();
    return this;
  }

  /** Breaks. */
  public ScriptedSource fail(Exception cause) {
    handler().onFailure(cause);
    return this;
  }

  /** The doors of {@link #start} and of each {@link #watch} since. */
  public List<List<Door>> watched() {
    return List.copyOf(watched);
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void start(Collection<Door> doors, PacketHandler handler) throws IOException {
    if (this.handler != null) {
      throw new IllegalStateException("started before");
    }
    watch(doors);
    this.handler = handler;
  }

  @Override
  public void watch(Collection<Door> doors) throws IOException {
    if (refusal != null) {
      throw refusal;
    }
    watched.add(List.copyOf(doors));
  }

  @Override
  public long nowNs() {
    return nowNs;
  }

  @Override
  public void close() {
    alone(() -> closed = true);
  }

  private void alone(Runnable step) {
    delivering.lock();
    try {
      step.run();
    } finally {
      delivering.unlock();
    }
  }

  private PacketHandler handler() {
    return Objects.requireNonNull(handler, "not started");
  }

  @Override
  public String toString() {
    return "script";
  }
}
