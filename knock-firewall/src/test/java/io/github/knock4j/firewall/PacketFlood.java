// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.firewall;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Scanner;

/**
 * A process that has a UDP port and neither reads nor answers ({@code listen PORT}), or sends packets
 * as fast as it can, each time a line on stdin says for how many ms ({@code send HOST PORT}).
 */
final class PacketFlood {

  private static final int BATCH = 16;

  private PacketFlood() {}

  public static void main(String[] args) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      if (args[0].equals("listen")) {
        channel.bind(new InetSocketAddress(Integer.parseInt(args[1])));
        System.out.println("ready");
        System.in.read(); // until the end: reading packets would slow down who sends them
      } else {
        channel.connect(new InetSocketAddress(args[1], Integer.parseInt(args[2])));
        System.out.println("ready");
        send(channel);
      }
    }
  }

  private static void send(DatagramChannel channel) throws IOException {
    ByteBuffer packet = ByteBuffer.allocateDirect(16);
    try (Scanner in = new Scanner(System.in)) {
      while (in.hasNextLong()) {
        long durationNs = Duration.ofMillis(in.nextLong()).toNanos();
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < durationNs) {
          for (int i = 0; i < BATCH; i++) {
            channel.write(packet.clear());
          }
        }
        System.out.println("sent for ns " + (System.nanoTime() - startNs));
      }
    }
  }
}
