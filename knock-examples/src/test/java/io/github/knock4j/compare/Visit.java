// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.compare;

import static java.time.Duration.ofSeconds;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What one visitor does, from an address that is his alone. */
final class Visit {

  /** Who is not let in within this time stays outside. */
  static final long LIMIT_NS = ofSeconds(3).toNanos();

  /** How long those wait who try again as soon as they can. */
  static final Duration HURRY = Duration.ofNanos(50_000);

  private static final InetAddress SERVER = IpAddress.parse(Bench.SERVER).toInetAddress();

  private interface Sending {
    void send() throws IOException;
  }

  private final InetAddress from;

  Visit(int visitor) throws IOException {
    from = InetAddress.getByName(Visitors.address(visitor));
  }

  /** Knocks, and tries to connect until it is let in; answers the time from the last knock. */
  long knocking(Duration pause, Duration retry) throws IOException {
    List<Knock> knocks = Doors.SSH.knocks();
    for (Knock knock : knocks.subList(0, knocks.size() - 1)) {
      knock(knock);
      LockSupport.parkNanos(pause.toNanos());
    }
    return enter(() -> knock(knocks.get(knocks.size() - 1)), retry);
  }

  /** Shows the one packet that is all it needs, and tries to connect in the same way. */
  long authorized(Duration retry) throws IOException {
    byte[] packet = Spa.packet(from.getHostAddress());
    return enter(() -> datagram(Spa.PORT, packet), retry);
  }

  private long enter(Sending last, Duration retry) throws IOException {
    long startNs = System.nanoTime();
    last.send();
    while (System.nanoTime() - startNs < LIMIT_NS) {
      if (isLetIn()) {
        return System.nanoTime() - startNs;
      }
      await(retry);
    }
    return LIMIT_NS;
  }

  boolean isLetIn() {
    return Connecting.succeeds(from, SERVER, Doors.SERVICE);
  }

  /** Sends one knock, and waits for no answer. */
  void knock(Knock knock) throws IOException {
    if (knock.protocol() == Protocol.TCP) {
      Connecting.knock(from, SERVER, knock.port());
    } else {
      datagram(knock.port(), new byte[1]);
    }
  }

  private void datagram(int port, byte[] content) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.bind(new InetSocketAddress(from, 0));
      channel.send(ByteBuffer.wrap(content), new InetSocketAddress(SERVER, port));
    }
  }

  /** Short waits are spent awake: a timer would make them twice as long. */
  private static void await(Duration time) {
    long startNs = System.nanoTime();
    if (time.compareTo(HURRY) > 0) {
      LockSupport.parkNanos(time.toNanos());
    }
    while (System.nanoTime() - startNs < time.toNanos()) {
      Thread.onSpinWait();
    }
  }
}
