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

  private static final InetAddress SERVER = IpAddress.parse(Bench.SERVER).toInetAddress();

  /** A packet that only has to be sent. */
  private interface Ready extends AutoCloseable {
    void send() throws IOException;

    @Override
    void close() throws IOException;
  }

  private final InetAddress from;

  Visit(int visitor) throws IOException {
    from = InetAddress.getByName(Visitors.address(visitor));
  }

  /**
   * Knocks, and tries to connect until it is let in; answers the time from the last knock.
   *
   * @param pause between two knocks
   * @param retry between two attempts to connect
   */
  long knocking(Duration pause, Duration retry) throws IOException {
    List<Knock> knocks = Doors.SSH.knocks();
    for (Knock knock : knocks.subList(0, knocks.size() - 1)) {
      knock(knock);
      LockSupport.parkNanos(pause.toNanos());
    }
    return enter(ready(knocks.get(knocks.size() - 1)), retry);
  }

  /** Shows the one packet that is all it needs, and tries to connect in the same way. */
  long authorized(Duration retry) throws IOException {
    return enter(datagram(Spa.PORT, Spa.packet(from.getHostAddress())), retry);
  }

  /** Whatever can be done before the last knock is done before it. */
  private long enter(Ready last, Duration retry) throws IOException {
    Connecting attempt = toService();
    try (last) {
      long startNs = System.nanoTime();
      last.send();
      while (System.nanoTime() - startNs < LIMIT_NS) {
        if (attempt.succeeds()) {
          return System.nanoTime() - startNs;
        }
        attempt.close();
        attempt = toService();
        LockSupport.parkNanos(retry.toNanos());
      }
      return LIMIT_NS;
    } finally {
      attempt.close();
    }
  }

  private Connecting toService() {
    return Connecting.ready(from, SERVER, Doors.SERVICE);
  }

  boolean isLetIn() {
    try (Connecting attempt = toService()) {
      return attempt.succeeds();
    }
  }

  /** Sends one knock, and waits for no answer. */
  void knock(Knock knock) throws IOException {
    try (Ready packet = ready(knock)) {
      packet.send();
    }
  }

  private Ready ready(Knock knock) throws IOException {
    if (knock.protocol() == Protocol.UDP) {
      return datagram(knock.port(), new byte[1]);
    }
    Connecting attempt = Connecting.knock(from, SERVER, knock.port());
    return new Ready() {
      @Override
      public void send() {
        attempt.succeeds();
      }

      @Override
      public void close() {
        attempt.close();
      }
    };
  }

  private Ready datagram(int port, byte[] content) throws IOException {
    DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(from, 0));
    InetSocketAddress to = new InetSocketAddress(SERVER, port);
    return new Ready() {
      @Override
      public void send() throws IOException {
        channel.send(ByteBuffer.wrap(content), to);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
