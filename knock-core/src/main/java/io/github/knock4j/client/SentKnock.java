// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.client;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import io.github.knock4j.Protocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A knock that is on its way. A TCP knock holds the connection that it began.
 *
 * <p>While it is held, the system completes the handshake, without which a listener on a bound
 * socket never hears of it. Held for a second, it would send the SYN again: a second knock.
 */
final class SentKnock implements AutoCloseable {

  private final @Nullable SocketChannel connection;

  private SentKnock(@Nullable SocketChannel connection) {
    this.connection = connection;
  }

  /**
   * Sends a knock.
   *
   * @throws IOException if the system refuses to send it
   */
  static SentKnock send(InetAddress address, Knock knock) throws IOException, InterruptedException {
    InetSocketAddress to = new InetSocketAddress(address, knock.port());
    try {
      return new SentKnock(knock.protocol() == Protocol.TCP ? connect(to) : tell(to));
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("interrupted while knocking");
    } catch (IOException | UnsupportedOperationException e) {
      // Not as a cause: with -Djdk.includeInExceptions=hostInfo its message has the port.
      throw new IOException("cannot reach " + IpAddress.of(address) + ": " + reason(e, to));
    }
  }

  private static SocketChannel connect(InetSocketAddress to) throws IOException {
    SocketChannel connection = SocketChannel.open(Host.familyOf(to.getAddress()));
    try {
      connection.configureBlocking(false);
      // Closing then sends a single RST if the connection stands, instead of FIN and ACK.
      connection.setOption(StandardSocketOptions.SO_LINGER, 0);
      connection.connect(to);
      return connection;
    } catch (ConnectException e) {
      return connection; // refused already, so the SYN has arrived
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static @Nullable SocketChannel tell(InetSocketAddress to) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open(Host.familyOf(to.getAddress()))) {
      channel.send(ByteBuffer.allocate(1), to);
      return null;
    }
  }

  private static String reason(Exception failure, InetSocketAddress to) {
    String text = String.valueOf(failure.getMessage());
    return text.contains(String.valueOf(to.getPort())) ? "the system refused" : text;
  }

  /** Returns when a SYN was answered, after this long, or on an interrupt, whose flag stays. */
  void awaitAnswer(Duration longest) {
    if (connection == null || !connection.isConnectionPending() || longest.toMillis() == 0) {
      return;
    }
    try (Selector selector = Selector.open()) {
      connection.register(selector, SelectionKey.OP_CONNECT);
      selector.select(longest.toMillis());
    } catch (IOException e) {
      // Nothing to wait with. The knock is on its way all the same.
    }
  }

  @Override
  public void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // It is gone all the same.
    }
  }
}
