// SPDX-License-Identifier: Apache-2.0
package io.github.knock4j.pcap;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** Ports 1..65535. Not thread-safe. */
final class PortSet {

  /** Ports that follow each other, both ends included. */
  record Range(int first, int last) {}

  private static final int FIRST = 1;
  private static final int END = 1 << 16;

  private final BitSet ports = new BitSet(END);

  void add(int port) {
    ports.set(port);
  }

  void addAll(PortSet others) {
    ports.or(others.ports);
  }

  void addAllExcept(PortSet others) {
    BitSet all = new BitSet(END);
    all.set(FIRST, END);
    all.andNot(others.ports);
    ports.or(all);
  }

  boolean isEmpty() {
    return ports.isEmpty();
  }

  /** In ascending order. */
  List<Range> ranges() {
    List<Range> ranges = new ArrayList<>();
    for (int first = ports.nextSetBit(0); first >= 0; ) {
      int end = ports.nextClearBit(first);
      ranges.add(new Range(first, end - 1));
      first = ports.nextSetBit(end);
    }
    return ranges;
  }

  /** These ports and as few others as it takes to have no more ranges than that. */
  PortSet within(int mostRanges) {
    PortSet wider = new PortSet();
    wider.addAll(this);
    gaps().stream()
        .sorted(Comparator.comparingInt(gap -> gap.last() - gap.first()))
        .limit(Math.max(0, gaps().size() + 1 - mostRanges))
        .forEach(gap -> wider.ports.set(gap.first(), gap.last() + 1));
    return wider;
  }

  /** What lies between two ranges. */
  private List<Range> gaps() {
    List<Range> ranges = ranges();
    List<Range> gaps = new ArrayList<>();
    for (int i = 1; i < ranges.size(); i++) {
      gaps.add(new Range(ranges.get(i - 1).last() + 1, ranges.get(i).first() - 1));
    }
    return gaps;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PortSet that && ports.equals(that.ports);
  }

  @Override
  public int hashCode() {
    return ports.hashCode();
  }

  /** Hides the ports. */
  @Override
  public String toString() {
    return "PortSet[hidden]";
  }
}
