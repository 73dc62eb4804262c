// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The machine's own addresses, and ports on them that nobody uses. */
public final class Loopback {

  public static final InetAddress IPV4 = IpAddress.parse("127.0.0.1").toInetAddress();
  public static final InetAddress IPV6 = IpAddress.parse("::1").toInetAddress();

  /** Below the ports that systems give to connections of their own. */
  private static final int FIRST = 15_000;

  private static final int LAST = 31_000;

  private static final Set<Integer> HANDED_OUT = new HashSet<>();

  private Loopback() {}

  /** A port that is free in both protocols and families, and is handed out only once. */
  public static synchronized int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port) && HANDED_OUT.add(port)) {
        return port;
      }
    }
  }

  /** Whether all of this machine's addresses have this port free. */
  public static boolean isFree(int port) {
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket udp = new DatagramSocket(null)) {
      tcp.bind(new InetSocketAddress(port));
      udp.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Skips the test, saying why, on a machine without IPv6. */
  public static void assumeIpv6() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(IPV6, 0));
    } catch (IOException e) {
      System.out.println("skipped: this machine has no ::1 (" + e.getMessage() + ")");
      assumeTrue(false, "this machine has no ::1");
    }
  }
}
