// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.examples;

import io.github.knock4j.Door;
import io.github.knock4j.Grant;
import io.github.knock4j.engine.EngineLimits;
import io.github.knock4j.engine.KnockEngine;
import io.github.knock4j.engine.KnockListener;
import io.github.knock4j.knockd.KnockdConfig;
import io.github.knock4j.packet.FrameView;
import io.github.knock4j.packet.LinkType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The engine alone, on frames and time of one's own: no thread, no clock, no allocation. After {@code
 * mvn package}, this tells from a capture file to whom the doors of a knockd.conf would have opened,
 * without libpcap:
 *
 * <pre>{@code
 * tcpdump -i eth0 -w capture.pcap 'tcp or udp'
 * java -cp knock-examples/target/knock.jar io.github.knock4j.examples.OwnPackets capture.pcap /etc/knockd.conf
 * }</pre>
 */
public final class OwnPackets {

  private static final int PLACES = 4096;

  private final KnockEngine engine;
  private final FrameView frame = new FrameView(LinkType.ETHERNET);

  /**
   * An engine for these doors.
   *
   * @param doors the doors
   * @param listener hears of openings
   */
  public OwnPackets(List<Door> doors, KnockListener listener) {
    engine = KnockEngine.guarding(doors, EngineLimits.defaults(), listener);
  }

  /**
   * Takes one frame.
   *
   * @param bytes holds an Ethernet frame from its first byte on
   * @param length how long the frame is
   * @param nowNs when it arrived
   */
  public void onFrame(byte[] bytes, int length, long nowNs) {
    if (frame.wrap(bytes, length)) {
      engine.onPacket(frame, nowNs);
    }
  }

  /**
   * Tells the listener of attempts that timed out.
   *
   * @param nowNs the time
   * @return how many
   */
  public int onIdle(long nowNs) {
    return engine.advance(nowNs, PLACES);
  }

  /**
   * Tells to whom doors would have opened.
   *
   * @param args a capture file, and a configuration
   * @throws IOException if one of them cannot be read
   */
  public static void main(String[] args) throws IOException {
    Arguments.need(args, "CAPTURE", "CONFIGURATION");
    List<Door> doors = KnockdConfig.read(Path.of(args[1])).doors();
    OwnPackets packets = new OwnPackets(doors, grant -> System.out.println(told(grant)));
    try (InputStream file = new BufferedInputStream(Files.newInputStream(Path.of(args[0])))) {
      long frames = new PcapReader(file).readAll(packets::onFrame);
      System.out.println(frames + " frames, " + packets.engine.counters().opened() + " openings");
    }
  }

  private static String told(Grant grant) {
    Instant when = Instant.EPOCH.plusNanos(grant.openedNs());
    return when + " " + grant.door().name() + " would have opened to " + grant.visitor();
  }
}
