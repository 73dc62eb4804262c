// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends frames out of a host's interface, each at its time, from whoever they say. In a JVM of its
 * own, which ends by itself.
 *
 * <pre>{@code
 * Running playback = Playback.prepare(client, "eth0", frames);
 * playback.awaitLine("ready", ofSeconds(20));
 * playback.send("go");
 * playback.awaitEnd(ofSeconds(20)).orFail();
 * }</pre>
 */
public final class Playback {

  /**
   * A frame and its time.
   *
   * @param afterNs when it goes, in nanoseconds since the beginning
   * @param frame with its link header
   */
  public record Timed(long afterNs, byte[] frame) {}

  private Playback() {}

  /**
   * Starts the process. It prints {@code ready} when it has read the frames, and begins when it is
   * told any line.
   *
   * @param host where
   * @param interfaceName out of which of its interfaces
   * @param frames in the order of their times
   * @return the process, which ends when all is sent
   */
  public static Running prepare(Host host, String interfaceName, List<Timed> frames) {
    Running process = host.startJava(Playback.class, List.of(), interfaceName);
    frames.forEach(it -> process.send(it.afterNs() + " " + HexFormat.of().formatHex(it.frame())));
    process.send("");
    return process;
  }

  /** The process. */
  public static void main(String[] args) throws IOException {
    PacketSocket socket = new PacketSocket(args[0]);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    List<Timed> frames = new ArrayList<>();
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      String[] words = line.split(" ");
      frames.add(new Timed(Long.parseLong(words[0]), HexFormat.of().parseHex(words[1])));
    }
    System.out.println("ready");
    in.readLine();
    long startNs = System.nanoTime();
    for (Timed it : frames) {
      sleepUntil(startNs + it.afterNs());
      socket.send(it.frame());
    }
  }

  private static void sleepUntil(long thenNs) {
    for (long leftNs = thenNs - System.nanoTime();
        leftNs > 0;
        leftNs = thenNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
  }
}
