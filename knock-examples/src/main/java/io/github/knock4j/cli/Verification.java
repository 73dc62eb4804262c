// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.cli;

import io.github.knock4j.IpAddress;
import io.github.knock4j.Knock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Sees whether a door has opened, by connecting to what is behind it.
 *
 * <p>A door opens some milliseconds after the last knock, and a firewall drops the SYN that comes
 * before. The system would send it again only after a second, so a short try is given up and the
 * next one made twice as long: a fast door is found at once, a slow line is waited for.
 */
record Verification(Knock port, Duration limit) {

  private static final int FIRST_TRY_MS = 100;
  private static final int LONGEST_TRY_MS = 10_000;
  private static final int PAUSE_MS = 20;

  /** Returns once a connection was accepted, which is then closed, or the limit is over. */
  boolean succeeds(IpAddress address) throws IOException, InterruptedException {
    InetSocketAddress service =
        new InetSocketAddress(InetAddress.getByName(address.toString()), port.port());
    long deadlineNs = System.nanoTime() + limit.toNanos();
    int tryMs = FIRST_TRY_MS;
    for (long leftMs = limit.toMillis(); leftMs > 0; leftMs = leftMs(deadlineNs)) {
      try (Socket socket = new Socket()) {
        socket.connect(service, (int) Math.min(leftMs, tryMs));
        return true;
      } catch (SocketTimeoutException e) {
        tryMs = Math.min(2 * tryMs, LONGEST_TRY_MS);
      } catch (IOException e) {
        Thread.sleep(PAUSE_MS); // refused, at once
      }
    }
    return false;
  }

  private static long leftMs(long deadlineNs) {
    return Duration.ofNanos(deadlineNs - System.nanoTime()).toMillis();
  }
}
