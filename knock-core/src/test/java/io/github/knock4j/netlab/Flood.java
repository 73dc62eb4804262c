// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.netlab;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * Sends one frame again and again out of a host's interface, as fast as wished: a million packets a
 * second, if the machine can. Each may carry its number in some place, as the spoofed address of a
 * sender, for instance; or the time at which it went. In a JVM of its own, which ends by itself.
 *
 * <pre>{@code
 * Running flood = Flood.of(frame).numberedAt(26).count(3_000_000).perSecond(300_000).from(client, "eth0");
 * long sent = Flood.sent(flood.awaitEnd(ofSeconds(30)));
 * }</pre>
 *
 * @param frame with its link header
 * @param numberAt where 4 bytes are, to which the packet's number is added; -1 for nowhere
 * @param timeAt where 4 bytes are that take the last 32 bits of {@link System#nanoTime()}, which all
 *     processes of a machine have in common; -1 for nowhere
 * @param count how many packets
 * @param perSecond how many in each second at most; 0 for as many as can be
 */
public record Flood(byte[] frame, int numberAt, int timeAt, int count, int perSecond) {

  /** Longer than any test wants to wait; then it ends, however many packets are missing. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String SENT = "sent ";

  /**
   * A flood of one packet.
   *
   * @param frame with its link header
   * @return all other settings at their smallest
   */
  public static Flood of(byte[] frame) {
    return new Flood(frame.clone(), -1, -1, 1, 0);
  }

  /**
   * Makes packets different.
   *
   * @param offset where the packet's number, 0 for the first, is added to 4 bytes
   * @return a new flood
   */
  public Flood numberedAt(int offset) {
    return new Flood(frame, offset, timeAt, count, perSecond);
  }

  /**
   * Has packets tell when they were sent. Packets that go in one call bear one time.
   *
   * @param offset where the time is put
   * @return a new flood
   */
  public Flood timedAt(int offset) {
    return new Flood(frame, numberAt, offset, count, perSecond);
  }

  /**
   * Sets how many there are.
   *
   * @param packets 1 or more
   * @return a new flood
   */
  public Flood count(int packets) {
    return new Flood(frame, numberAt, timeAt, packets, perSecond);
  }

  /**
   * Sets the pace, kept within a few hundred microseconds.
   *
   * @param packets in a second
   * @return a new flood
   */
  public Flood perSecond(int packets) {
    return new Flood(frame, numberAt, timeAt, count, packets);
  }

  /**
   * Starts to send. Prints a line with {@code sending} when the first packet is about to go.
   *
   * @param host where
   * @param interfaceName out of which of its interfaces
   * @return the process, which ends when all is sent, or after a minute
   */
  public Running from(Host host, String interfaceName) {
    return host.startJava(
        FloodSender.class,
        List.of(),
        interfaceName,
        HexFormat.of().formatHex(frame),
        String.valueOf(numberAt),
        String.valueOf(timeAt),
        String.valueOf(count),
        String.valueOf(perSecond));
  }

  /**
   * How many packets the interface took.
   *
   * @param ended a flood that has ended
   * @return the number, which is less than the wished one if time ran out
   */
  public static long sent(Result ended) {
    return Long.parseLong(words(ended)[1]);
  }

  /**
   * How fast they went.
   *
   * @param ended a flood that has ended
   * @return packets in a second
   */
  public static long pace(Result ended) {
    return sent(ended) * 1_000 / Math.max(1, Long.parseLong(words(ended)[3]));
  }

  private static String[] words(Result ended) {
    return ended
        .orFail()
        .lines()
        .filter(it -> it.startsWith(SENT))
        .findFirst()
        .orElseThrow()
        .split(" ");
  }
}
