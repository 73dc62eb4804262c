// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import static io.github.knock4j.Knock.tcp;
import static io.github.knock4j.Knock.udp;
import static java.time.Duration.ofSeconds;

import io.github.knock4j.Door;
import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags;
import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;
import io.github.knock4j.spi.PacketSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Visitors who are made up, for those who want to see a view move without a network: one who knows the
 * sequence, one who mixes it up, one who is too slow, and a scanner.
 */
final class DemoTraffic implements PacketSource {

  private static final long PACKET_EVERY_MS = 300;

  /** Doors that nobody else has: their sequences may stand here. */
  static final List<Door> DOORS = List.of(
      Door.named("ssh")
          .knock(tcp(7001))
          .knock(udp(8002))
          .knock(tcp(9003))
          .within(ofSeconds(5))
          .openFor(ofSeconds(15))
          .build(),
      Door.named("vpn")
          .knock(udp(7101))
          .knock(udp(7102))
          .within(ofSeconds(2))
          .openFor(ofSeconds(30))
          .build());

  /** What one of them sends, as a view that stands for itself. */
  private record Sent(IpAddress visitor, Knock knock, int number) implements PacketView {

    static Sent by(String visitor, Knock knock) {
      return new Sent(IpAddress.parse(visitor), knock, 0);
    }

    Sent numbered(int packet) {
      return new Sent(visitor, knock, packet);
    }

    @Override
    public Protocol protocol() {
      return knock.protocol();
    }

    @Override
    public long sourceHigh() {
      return visitor.high();
    }

    @Override
    public long sourceLow() {
      return visitor.low();
    }

    @Override
    public int sourcePort() {
      return 32_768 + number % 28_000;
    }

    @Override
    public long destinationHigh() {
      return 0;
    }

    @Override
    public long destinationLow() {
      return IpAddress.mapped(0x7f000001);
    }

    @Override
    public int destinationPort() {
      return knock.port();
    }

    @Override
    public boolean isLocal() {
      return true;
    }

    @Override
    public int tcpFlags() {
      return protocol() == Protocol.TCP ? TcpFlags.Flag.SYN.bit() : 0;
    }

    @Override
    public int tcpSequence() {
      return protocol() == Protocol.TCP ? number : 0;
    }
  }

  /** Twenty-four packets, seven seconds: then all begins again. */
  private static final List<Sent> SCRIPT = List.of(
      Sent.by("203.0.113.7", tcp(7001)),
      Sent.by("198.51.100.23", tcp(7001)),
      Sent.by("203.0.113.7", udp(8002)),
      Sent.by("2001:db8::5", udp(7101)),
      Sent.by("203.0.113.7", tcp(9003)),
      Sent.by("198.51.100.23", tcp(9003)),
      Sent.by("192.0.2.66", tcp(22)),
      Sent.by("198.51.100.23", udp(8002)),
      Sent.by("192.0.2.66", tcp(23)),
      Sent.by("192.0.2.66", tcp(80)),
      Sent.by("192.0.2.66", tcp(443)),
      Sent.by("192.0.2.66", tcp(7001)),
      Sent.by("2001:db8::5", udp(7102)),
      Sent.by("192.0.2.66", tcp(8080)),
      Sent.by("198.51.100.40", udp(7101)),
      Sent.by("192.0.2.66", tcp(8443)),
      Sent.by("198.51.100.40", udp(7102)),
      Sent.by("192.0.2.66", tcp(9000)),
      Sent.by("192.0.2.66", tcp(9003)),
      Sent.by("198.51.100.23", tcp(7001)),
      Sent.by("192.0.2.66", udp(53)),
      Sent.by("198.51.100.23", udp(8002)),
      Sent.by("192.0.2.66", udp(123)),
      Sent.by("192.0.2.66", udp(161)));

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "demo-traffic");
        thread.setDaemon(true);
        return thread;
      });
  private int sent;

  @Override
  public void start(Collection<Door> doors, PacketHandler handler) {
    timer.scheduleAtFixedRate(
        () -> send(handler), PACKET_EVERY_MS, PACKET_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void send(PacketHandler handler) {
    Sent next = SCRIPT.get(sent % SCRIPT.size()).numbered(sent++);
    handler.onPacket(next, nowNs());
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      timer.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "made-up visitors";
  }
}
