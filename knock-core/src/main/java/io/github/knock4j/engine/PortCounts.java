// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.engine;

import io.github.knock4j.Protocol;
import io.github.knock4j.TcpFlags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts the packets to each port of each protocol, exactly: there are no more than 131,072 of them.
 * Counters come into being in pages of 256 ports when the first packet needs one, 1 MiB at most.
 */
final class PortCounts {

  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final Comparator<NoisyPort> QUIETEST_FIRST = Comparator.comparingLong(
          NoisyPort::packets)
      .thenComparing(Comparator.comparing(NoisyPort::protocol).reversed())
      .thenComparing(Comparator.comparingInt(NoisyPort::port).reversed());

  private final long @Nullable [][] pages = new long @Nullable [1 << 17 - PAGE_BITS][];

  /** Counts a packet if it is what a refused visitor sends: a new connection, or a datagram. */
  void count(int code, int flags) {
    if (!Lock.isTcp(code) || TcpFlags.NEW_CONNECTION.accepts(flags)) {
      long[] page = pages[code >>> PAGE_BITS];
      if (page == null) {
        page = new long[PAGE];
        pages[code >>> PAGE_BITS] = page;
      }
      page[code & PAGE - 1]++;
    }
  }

  /** The ports with the highest counts, highest first, save those that are secret. */
  List<NoisyPort> top(int limit, IntPredicate secret) {
    PriorityQueue<NoisyPort> top = new PriorityQueue<>(QUIETEST_FIRST);
    for (int code = 0; code < 1 << 17; code++) {
      long[] page = pages[code >>> PAGE_BITS];
      if (page == null) {
        code |= PAGE - 1;
      } else if (page[code & PAGE - 1] > 0 && !secret.test(code)) {
        Protocol protocol = Lock.isTcp(code) ? Protocol.TCP : Protocol.UDP;
        top.add(new NoisyPort(protocol, code & 0xffff, page[code & PAGE - 1]));
        if (top.size() > limit) {
          top.remove();
        }
      }
    }
    List<NoisyPort> sorted = new ArrayList<>(top);
    sorted.sort(QUIETEST_FIRST.reversed());
    return List.copyOf(sorted);
  }
}
