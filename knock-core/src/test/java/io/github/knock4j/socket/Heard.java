// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a source delivers until a test asks for it. */
final class Heard implements PacketHandler {

  record Packet(
      Knock knock,
      IpAddress source,
      int sourcePort,
      IpAddress destination,
      boolean local,
      int flags,
      int sequence,
      long nowNs) {}

  private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();
  private final BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
  private final AtomicInteger recoveries = new AtomicInteger();

  @Override
  public void onPacket(PacketView view, long nowNs) {
    packets.add(new Packet(
        new Knock(view.protocol(), view.destinationPort()),
        IpAddress.ofBits(view.sourceHigh(), view.sourceLow()),
        view.sourcePort(),
        IpAddress.ofBits(view.destinationHigh(), view.destinationLow()),
        view.isLocal(),
        view.tcpFlags(),
        view.tcpSequence(),
        nowNs));
  }

  @Override
  public void onFailure(Exception cause) {
    failures.add(cause);
  }

  @Override
  public void onRecovery() {
    recoveries.incrementAndGet();
  }

  int recoveries() {
    return recoveries.get();
  }

  Packet next() throws InterruptedException {
    Packet next = packets.poll(5, TimeUnit.SECONDS);
    assertThat(next).as("packet within 5 s").isNotNull();
    return next;
  }

  List<Knock> next(int count) throws InterruptedException {
    List<Knock> knocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      knocks.add(next().knock());
    }
    return knocks;
  }

  /** Those that nobody has asked for yet. */
  List<Packet> left() {
    return List.copyOf(packets);
  }

  List<Exception> failures() {
    return List.copyOf(failures);
  }
}
