// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import io.github.knock4j.Door;
import io.github.knock4j.Knock;
import io.github.knock4j.packet.PacketView;
import io.github.knock4j.spi.PacketHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Starts a source on its arguments, and closes it whenever the handler is called. If there are
 * several, they must be up. Prints how many threads of the source are left in the end.
 */
final class Closing implements PacketHandler {

  private final PcapSource source;

  private Closing(PcapSource source) {
    this.source = source;
  }

  public static void main(String[] args) throws Exception {
    List<String> devices = List.of(args);
    String[] more = devices.subList(1, devices.size()).toArray(String[]::new);
    PcapSource source = PcapSource.on(devices.get(0), more);
    source = more.length > 0 ? source.mustBeUp() : source;
    try {
      Door door = Door.named("udp").knock(Knock.udp(8002)).build();
      source.start(List.of(door), new Closing(source));
    } catch (IOException e) {
      System.out.println("failed: " + e.getMessage());
    }
    long deadlineNs = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (threads() > 0 && System.nanoTime() - deadlineNs < 0) {
      Thread.onSpinWait();
    }
    System.out.println("threads " + threads());
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("knock4j-pcap-"))
        .count();
  }

  @Override
  public void onPacket(PacketView packet, long nowNs) {
    source.close();
    System.out.println("closed by onPacket");
  }

  @Override
  public void onFailure(Exception cause) {
    source.close();
  }
}
